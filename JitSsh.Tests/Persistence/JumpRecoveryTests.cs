using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Servers behind a jump server that comes back.</summary>
public sealed class JumpRecoveryTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task AnswersAgain_WhatIsBehindItIsDueAtOnce_AlsoTheSecondHop_AndNothingElse()
    {
        await server.Core.Get<IDiscoveryStore>().ApplyAsync(
            server.Integration,
            new([Found("web-01", null), Found("inner", "web-01"), Found("deep", "inner"), Found("beside", null)], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        var ids = Screen.Done(await server.Core.Get<ListServers>().OfIntegrationAsync(server.Ada, server.Integration)).ToDictionary(s => s.Name, s => s.Id, StringComparer.Ordinal);
        foreach (var id in ids.Values.Where(id => id != server.Id))
        {
            await server.Core.Get<IServerStore>().OfferHostKeysAsync(id, AnsweredServer.Key, default);
            Screen.Done(await server.Core.Get<HostKeys>().AcceptAsync(server.Ada, id, HostKey.ReadLines(AnsweredServer.Key)));
        }

        // The jump server is down: the three others are found not to be reached, and wait for the next sweep.
        var work = server.Core.Get<IReconcileStore>();
        var now = server.Clock.Now;
        var leases = await work.LeaseDueAsync(ConnectorId.Embedded, "test", now, now.AddMinutes(2), 10, default);
        Assert.Equal(4, leases.Count);
        foreach (var lease in leases)
        {
            var behind = lease.ServerId == ids["inner"] || lease.ServerId == ids["deep"];
            await work.ReportFailureAsync(lease, behind ? ShellFailure.JumpFailed : ShellFailure.Timeout, "It did not answer.", now, default);
        }

        server.Clock.Now = now.AddMinutes(1);
        await server.Core.Get<IServerStore>().MakeDueAsync(server.Id, server.Clock.Now, default);
        Assert.True(await DueAsync("inner") > server.Clock.Now);
        var beside = await DueAsync("beside");

        await server.VisitAsync(_ => "");

        Assert.Equal((server.Clock.Now, server.Clock.Now, beside), (await DueAsync("inner"), await DueAsync("deep"), await DueAsync("beside")));

        async Task<DateTimeOffset?> DueAsync(string name) => Screen.Done(await server.Core.Get<ListServers>().FindAsync(server.Ada, ids[name])).NextReconcileAt;
    }

    private static DiscoveredServer Found(string name, string? jump) => new() { ExternalId = name, Name = name, Address = "192.0.2.1", JumpExternalId = jump, VmId = name == "web-01" ? "11111111-1111-1111-1111-111111111111" : null };
}
