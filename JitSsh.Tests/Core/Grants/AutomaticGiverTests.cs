using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Shifts;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace JitSsh.Tests.Core.Grants;

/// <summary>The work in the background, as the portal runs it; the clock stands still until the test moves it, and nobody else wakes it.</summary>
public sealed class AutomaticGiverTests : IAsyncLifetime
{
    private readonly StepClock clock = new();
    private CoreHost core = null!;
    private Actor ada = Actor.System;
    private PersonId alice;
    private PersonId bob;
    private IntegrationId integration;

    public async ValueTask InitializeAsync()
    {
        core = await CoreHost.StartAsync(change: services =>
        {
            foreach (var background in services.Where(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name is "EmbeddedConnector" or "RequestLapser" or "NoticeSender" or "FeedReader" or "ReportSender").ToList())
            {
                services.Remove(background);
            }

            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        });
        ada = (await core.Get<LoadActor>().RunAsync(Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" }))))!;
        alice = Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" }));
        bob = Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Bob", Email = "bob@example.com", LinuxName = "bob" }));
        await core.Get<IConnectorStore>().SeenAsync(new() { Id = ConnectorId.Embedded, Name = "c", Version = "1", LastSeenAt = DateTimeOffset.UnixEpoch }, default);
        using var key = GeneratePrivateKey.Execute();
        integration = Screen.Done(await core.Get<ConnectIntegration>().RunAsync(ada, new()
        {
            Name = "Servers", LoginUser = "jitadmin", Source = new SshServersSettings { Servers = [new("web-01", "192.0.2.1")] }, Base64PrivateKey = System.Text.Encoding.ASCII.GetString(key.Text.Span),
        }));
    }

    public ValueTask DisposeAsync() => core.DisposeAsync();

    [Fact]
    public async Task AutomaticFlow_WokenByChangesAndByTheHandOver_GivesAndTakesByItself()
    {
        // In this order each step can only have been seen by the change that it tells of: the flow, then the server, then the hand-over.
        var shift = Screen.Done(await core.Get<SaveShift>().RunAsync(ada, null, new()
        {
            Name = "Primary", TimeZone = "UTC", Rotation = new() { People = [alice, bob], First = new(2026, 2, 23), HandOver = new(12, 0) },
        }));
        Screen.Done(await core.Get<SaveAccessFlow>().AddAsync(ada, "On call", new()
        {
            Kind = FlowKind.Automatic, Grantees = new([], []) { Shifts = [shift] }, Targets = new() { Integrations = [integration] }, MaxDuration = TimeSpan.FromDays(7),
        }));
        Assert.Empty(await GivenAsync());
        await core.Get<IDiscoveryStore>().ApplyAsync(
            integration, new([new() { ExternalId = "web-01", Name = "web-01", Address = "192.0.2.1" }], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        await core.UntilAsync(GivenAsync, given => given is ["Alice"]);

        // It is Monday, 10:00; the shift is handed over at noon. It waits for that and for nothing before. A step of the clock between its look and its falling asleep makes it oversleep by
        // that step, which no real clock does: so it is given until one.
        var noon = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        var given = await GivenAsync();
        while (given is not ["Alice", "Bob"])
        {
            Assert.Equal(["Alice"], given);
            Assert.True(clock.GetUtcNow() < noon.AddHours(1), "Nobody woke at the hand-over.");
            await WaitsAsync();
            clock.Step(TimeSpan.FromMinutes(15));
            await WaitsAsync();
            given = await GivenAsync();
        }

        Assert.True(clock.GetUtcNow() >= noon);
    }

    /// <summary>Whose requests there are, in the order in which they were made.</summary>
    private async Task<string[]> GivenAsync() => [.. (await core.Get<ShowRequests>().ListAsync(ada, new(), new(0, 50))).Items.OrderBy(r => r.Request.CreatedAt).Select(r => r.RequesterName)];

    /// <summary>Until somebody sleeps by the clock: a step before that would be slept through.</summary>
    private Task<int> WaitsAsync() => core.UntilAsync(() => Task.FromResult(clock.Waiting), waiting => waiting > 0);
}
