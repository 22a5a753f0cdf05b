using System.Net;
using System.Net.Sockets;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Entra;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>Each status of an integration, reached as in production: by the connector's loop, with the sentence that is shown.</summary>
public sealed class IntegrationStatusTests
{
    [Fact]
    public async Task Active_AListWasRead_ThenDisabledAndActiveAgain()
    {
        await using var core = await CoreHost.StartAsync();
        var (ada, id) = await ConnectAsync(core, new SshServersSettings { Servers = [new("a", "192.0.2.1"), new("b", "192.0.2.2")] });
        await UntilAsync(core, ada, id, IntegrationStatus.Active, "2 servers.");
        Screen.Done(await core.Get<ChangeIntegration>().DisableAsync(ada, id, true));
        await UntilAsync(core, ada, id, IntegrationStatus.Disabled, "Disabled by Ada. Access that people had runs to its end.");
        Screen.Done(await core.Get<ChangeIntegration>().DisableAsync(ada, id, false));
        await UntilAsync(core, ada, id, IntegrationStatus.Active, "2 servers.");
        Assert.True(Screen.Done(await core.Get<DeleteIntegration>().BeginAsync(ada, id)));
    }

    [Fact]
    public async Task Initializing_BeforeAnyConnectorLooked()
    {
        await using var core = await CoreHost.StartAsync(change: services =>
        {
            foreach (var connector in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == "EmbeddedConnector").ToList())
            {
                services.Remove(connector);
            }
        });
        await core.Get<JitSsh.Core.Connectors.IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = DateTimeOffset.UnixEpoch }, default);
        var (ada, id) = await ConnectAsync(core, new SshServersSettings { Servers = [new("a", "192.0.2.1")] });
        await UntilAsync(core, ada, id, IntegrationStatus.Initializing, "Waiting for the first discovery.");
    }

    [Fact]
    public async Task RefreshingThenError_TheSourceDoesNotAnswerAndThenRefuses()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var core = await CoreHost.StartAsync();
        var endpoint = new Uri($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/");
        var (ada, id) = await ConnectAsync(core, new AzureVmSettings
        {
            Cloud = AzureCloud.Custom, AuthorityHost = endpoint, ResourceManagerEndpoint = endpoint, Audience = endpoint.ToString(), TenantId = Guid.NewGuid().ToString(), ClientId = Guid.NewGuid().ToString(),
        });
        await UntilAsync(core, ada, id, IntegrationStatus.Refreshing, "Discovering servers.");
        silent.Dispose();
        var reason = await UntilAsync(core, ada, id, IntegrationStatus.Error, "127.0.0.1", TimeSpan.FromMinutes(3));
        Assert.EndsWith(".", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warning_APartOfTheSourceFails_NamesIt()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("one", 3));
        await using var core = await CoreHost.StartAsync(change: services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(AzureServerSource)));
            services.AddSingleton<IServerSource>(new AzureServerSource(lab.Options));
        });
        var unknown = Guid.NewGuid().ToString();
        var (ada, id) = await ConnectAsync(core, lab.Settings with { Subscriptions = [lab.Azure.Subscriptions[0].Id.ToString(), unknown] }, lab.Azure.ClientSecret);
        await UntilAsync(core, ada, id, IntegrationStatus.Warning, unknown);
    }

    private static async Task<(Actor Ada, IntegrationId Id)> ConnectAsync(CoreHost core, SourceSettings source, string? secret = "a secret")
    {
        var admin = Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" }));
        var ada = (await core.Get<LoadActor>().RunAsync(admin))!;
        using var key = GeneratePrivateKey.Execute();
        return (ada, Screen.Done(await core.Get<ConnectIntegration>().RunAsync(ada, new()
        {
            Name = "Servers", LoginUser = "jitadmin", Source = source, SourceSecret = secret, Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
        })));
    }

    private static async Task<string> UntilAsync(CoreHost core, Actor ada, IntegrationId id, IntegrationStatus status, string reason, TimeSpan? limit = null)
    {
        var (_, why) = await core.UntilAsync(
            async () => Screen.Done(await core.Get<ListIntegrations>().FindAsync(ada, id)) is var i ? (i.Status, i.StatusReason) : default,
            now => now.Status == status && now.StatusReason!.Contains(reason, StringComparison.Ordinal), limit);
        return why!;
    }
}
