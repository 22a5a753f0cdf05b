using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Core.Discovery;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>A discovery that takes longer than its lease.</summary>
public sealed class SyncLeaseTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task LongDiscovery_KeepsItsLease_AndStopsWhenTheIntegrationIsDisabled()
    {
        var clock = new StepClock();
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 2));
        await using var core = await CoreHost.StartAsync(change: services =>
        {
            // Whoever else sleeps by the clock would be taken for the one that is waited for.
            foreach (var background in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name is "EmbeddedConnector" or "RequestLapser" or "NoticeSender" or "FeedReader" or "ReportSender" or "AutomaticGiver").ToList())
            {
                services.Remove(background);
            }

            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
            services.Remove(services.Single(s => s.ImplementationType == typeof(AzureServerSource)));
            services.AddSingleton<IServerSource>(new AzureServerSource(lab.Options));
        });
        await core.Get<IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = clock.GetUtcNow() }, default);
        var ada = (await core.Get<LoadActor>().RunAsync(Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" }))))!;
        using var key = GeneratePrivateKey.Execute();
        var id = Screen.Done(await core.Get<ConnectIntegration>().RunAsync(ada, new()
        {
            Name = "Azure", LoginUser = "jitadmin", Source = lab.Settings, SourceSecret = lab.Azure.ClientSecret, Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
        }));

        // The source answers after five minutes: it is being asked all through this test.
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Slow, "virtualMachines", Wait: TimeSpan.FromMinutes(5)));
        var integrations = core.Get<IIntegrationStore>();
        var leased = await integrations.LeaseDueAsync(ConnectorId.Embedded, "one", clock.GetUtcNow(), clock.GetUtcNow() + Lease, default);
        var running = core.Get<SyncIntegration>().RunAsync(core.Get<StoredWork>().For(ConnectorId.Embedded, "one"), SyncWork.Of(leased!), default);
        for (var i = 0; i < 5; i++)
        {
            // The renewal's timer is set anew after each writing: time moves on when it waits.
            await core.UntilAsync(() => Task.FromResult(clock.Waiting), waiting => waiting > 0);
            clock.Step(TimeSpan.FromSeconds(41));
            await core.UntilAsync(ReadAsync, now => now.SyncUntil == clock.GetUtcNow() + Lease);
        }

        Assert.False(running.IsCompleted);
        Assert.Null(await integrations.LeaseDueAsync(ConnectorId.Embedded, "another", clock.GetUtcNow(), clock.GetUtcNow() + Lease, default));

        Screen.Done(await core.Get<ChangeIntegration>().DisableAsync(ada, id, true));
        await core.UntilAsync(
            () =>
            {
                clock.Step(TimeSpan.FromSeconds(41));
                return Task.FromResult(running.IsCompleted);
            }, over => over, TimeSpan.FromMinutes(1));
        await running;
        Assert.Equal((IntegrationStatus.Disabled, "Disabled by Ada. Access that people had runs to its end."), await ReadAsync() is var end ? (end.Status, end.StatusReason) : default);

        async Task<Integration> ReadAsync() => Screen.Done(await core.Get<ListIntegrations>().FindAsync(ada, id));
    }
}
