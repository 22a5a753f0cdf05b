using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>A server that an admin takes out of the list: access to it ends, on the server too while it can be reached.</summary>
public sealed class RemovedServerTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task TakenOut_WithOpenAccess_EndsItOnTheServerAsServerGone()
    {
        var (request, grant) = await server.ActiveAsync();

        await ListAsync(new SshServerEntry("web-02", "192.0.2.2"));

        var row = await server.ReadAsync();
        Assert.Equal((false, "It was taken out of the integration's list.", ServerHealth.NotSeen, "192.0.2.1"), (row.IsSeen, row.NotSeenReason, row.Health, row.Host));
        Assert.Equal((GrantState.Ending, EndReason.ServerGone), await StateAsync(request));

        // Where it was is known still: what was given is taken back there, and nothing stays prepared.
        var told = await server.VisitAsync(_ => $"ended {grant.Id}\n");
        Assert.Equal([(grant.Id, "server-gone")], told.Endings.Select(e => (e.Grant, e.Reason)));
        Assert.False(told.StaysPrepared);
        Assert.Equal(AccessStatus.Revoked, (await ShowAsync(request)).Status);
        Assert.Null((await server.ReadAsync()).NextReconcileAt);
    }

    [Fact]
    public async Task TakenOut_AndOutOfReach_StaysEndingAndSaysWhy()
    {
        var (request, _) = await server.ActiveAsync();
        await ListAsync();

        var lease = await server.LeaseAsync();
        Assert.NotNull(lease.Target);
        await server.Core.Get<IReconcileStore>().ReportFailureAsync(lease, ShellFailure.Timeout, "192.0.2.1:22 did not answer in time.", server.Clock.Now, default);

        var shown = await ShowAsync(request);
        Assert.Equal(AccessStatus.Failing, shown.Status);
        Assert.StartsWith("192.0.2.1:22 did not answer in time.", shown.Servers[0].Grant!.LastError, StringComparison.Ordinal);
        Assert.NotNull(shown.Servers[0].Grant!.NextAttemptAt);
    }

    [Fact]
    public async Task TakenOut_ApprovedAndNotBegun_NeverBegins()
    {
        var request = await server.RequestAsync();

        await ListAsync();

        Assert.Equal((GrantState.Ended, EndReason.ServerGone), await StateAsync(request));
        Assert.False((await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = AnsweredServer.Lasts })).IsDone);
    }

    [Fact]
    public async Task PutBack_IsTheSameServerAndCanBeAskedFor()
    {
        var before = await server.ReadAsync();
        await ListAsync();
        await ListAsync(new SshServerEntry("web-01", "192.0.2.1"));

        var after = await server.ReadAsync();
        Assert.Equal((before.Id, before.HostKeys, true, null), (after.Id, after.HostKeys, after.IsSeen, after.NotSeenReason));
        var (request, _) = await server.ActiveAsync();
        Assert.Equal(GrantState.Active, (await server.GrantAsync(request)).State);
    }

    private async Task ListAsync(params SshServerEntry[] entries)
    {
        Screen.Done(await server.Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, new()
        {
            Name = "Servers", LoginUser = "jitadmin", LinuxGroups = ["docker"], Source = new SshServersSettings { Servers = [.. entries] },
        }));
        await server.SyncDueAsync();
    }

    private async Task<(GrantState State, EndReason? Reason)> StateAsync(RequestId request) => await server.GrantAsync(request) is var grant ? (grant.State, grant.EndReason) : default;

    private async Task<RequestRow> ShowAsync(RequestId request) => Screen.Done(await server.Core.Get<ShowRequests>().FindAsync(server.Ada, request));
}
