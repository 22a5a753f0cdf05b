using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>A server that is another machine now, and one that only seems to be.</summary>
public sealed class RebuiltServerTests : IAsyncLifetime
{
    private const string OtherVm = "22222222-2222-2222-2222-222222222222";

    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task AnotherVm_IsANewServer_AndWhatWasGivenOnTheOldOneEnds()
    {
        var (request, grant) = await server.ActiveAsync("info timer systemd\ninfo armed -\nreceipt 5 at 1763829000 connector\nreceipt 5 server prepared\nreceipt 5 end\nresidue alice linger on\n");
        Assert.Equal(5, (await server.ReadAsync()).ReceiptsSeen);

        await server.DiscoverAsync(OtherVm);
        var rebuilt = await server.ReadAsync();
        Assert.Equal((ServerHealth.HostKeyUnknown, "", null, 0, null), (rebuilt.Health, rebuilt.HostKeys, rebuilt.Timer, rebuilt.ReceiptsSeen, rebuilt.HostKeysAcceptedAt));
        Assert.Empty(Screen.Done(await server.Core.Get<ShowResidue>().OpenAsync(server.Ada, Page.First)).Residue.Items);
        Assert.Single(await server.AuditAsync("server.rebuilt"));
        var ending = await server.GrantAsync(request);
        Assert.Equal((GrantState.Ending, EndReason.ServerGone), (ending.State, ending.EndReason));

        // Nothing connects before an admin has accepted the new key; then the new machine is asked, too: its disk may be the old one.
        Assert.Equal(ShellFailure.HostKeyUnknown, (await server.LeaseAsync()).Failure);
        await server.AcceptAsync(AnsweredServer.OtherKey);
        server.Clock.Now = server.Clock.Now.AddMinutes(3);
        var told = await server.VisitAsync(_ => $"ended {grant.Id}\n");
        Assert.Equal([(grant.Id, "server-gone")], told.Endings.Select(e => (e.Grant, e.Reason)));
        Assert.Empty(told.Accounts);
        Assert.Equal(GrantState.Ended, (await server.GrantAsync(request)).State);
    }

    [Fact]
    public async Task AnotherVm_WhileTheOldOneIsBeingTold_TheReportComesTooLate()
    {
        await server.RequestAsync();
        var lease = await server.LeaseAsync();
        var work = server.Core.Get<IReconcileStore>();
        var state = (await work.BeginAsync(lease, server.Clock.Now, default))!;
        await server.DiscoverAsync(OtherVm);
        Assert.False(await work.ReportAnswerAsync(lease, ServerAnswer.Read($"jitssh 1\ngrant {state.Accounts[0].TrustLines[0].Grant} in-force\ndone\n"), server.Clock.Now, default));
    }

    [Fact]
    public async Task ARequestThatTheOldVmWasNeverTold_BeginsOnTheNewOne()
    {
        var request = await server.RequestAsync();
        await server.DiscoverAsync(OtherVm);
        await server.AcceptAsync(AnsweredServer.OtherKey);
        await server.VisitAsync(state => $"grant {state.Accounts[0].TrustLines[0].Grant} in-force\n");
        Assert.Equal(GrantState.Active, (await server.GrantAsync(request)).State);
    }

    [Fact]
    public async Task TheSameVm_ChangesNothing()
    {
        await server.ActiveAsync();
        await server.DiscoverAsync();
        Assert.Equal(ServerHealth.Ready, (await server.ReadAsync()).Health);
        Assert.Empty(await server.AuditAsync("server.rebuilt"));
    }

    [Fact]
    public async Task TheSameVmWithAnotherHostKey_IsAnAlarm_AndNobodyConnectsUntilAnAdminHasDecided()
    {
        var (request, _) = await server.ActiveAsync();
        await server.Core.Get<EndAccess>().RunAsync(server.Alice, request);
        var work = server.Core.Get<IReconcileStore>();
        await work.ReportFailureAsync(await server.LeaseAsync(), ShellFailure.HostKeyChanged, "192.0.2.1 shows another host key than the accepted one.", server.Clock.Now, default);

        var alarmed = await server.ReadAsync();
        Assert.Equal((ServerHealth.HostKeyChanged, null), (alarmed.Health, alarmed.NextReconcileAt));
        Assert.Equal("web-01", Assert.Single(Screen.Done(await server.Core.Get<ShowResidue>().OpenAsync(server.Ada, Page.First)).Alarms).ServerName);
        Assert.Equal(1, await server.Core.Get<ShowResidue>().CountAsync(server.Ada));
        Assert.Single(await server.AuditAsync("host-key.changed"));
        Assert.NotNull((await server.GrantAsync(request)).LastError);

        // Whatever makes it due, and whatever discovery or a restart does: there is nothing to connect to.
        await server.DiscoverAsync();
        await work.ReleaseAllAsync(ConnectorId.Embedded, default);
        Assert.Null((await server.ReadAsync()).NextReconcileAt);
        await server.Core.Get<IServerStore>().MakeDueAsync(server.Id, server.Clock.Now, default);
        var lease = await server.LeaseAsync();
        Assert.Equal((null, ShellFailure.HostKeyChanged), (lease.Target, lease.Failure));
        await work.ReportFailureAsync(lease, ShellFailure.HostKeyChanged, "again", server.Clock.Now, default);
        Assert.Single(await server.AuditAsync("host-key.changed"));

        await server.AcceptAsync(AnsweredServer.OtherKey);
        Assert.NotNull((await server.LeaseAsync()).Target);
        Assert.Equal(0, await server.Core.Get<ShowResidue>().CountAsync(server.Ada));
    }

    [Fact]
    public async Task AnAlarm_IsOverWhenTheServerShowsTheAcceptedKeyAgain()
    {
        await server.VisitNowAsync("");
        await server.Core.Get<IServerStore>().OfferHostKeysAsync(server.Id, AnsweredServer.OtherKey, default);
        Assert.Equal(ServerHealth.HostKeyChanged, (await server.ReadAsync()).Health);
        Assert.Single(await server.AuditAsync("host-key.changed"));
        await server.Core.Get<IServerStore>().OfferHostKeysAsync(server.Id, AnsweredServer.Key, default);
        Assert.Equal((ServerHealth.Ready, server.Clock.Now), ((await server.ReadAsync()).Health, (await server.ReadAsync()).NextReconcileAt));
        Assert.Single(await server.AuditAsync("host-key.as-accepted"));
    }

    [Fact]
    public async Task AnotherKeyAccepted_ReceiptsBeginAnew()
    {
        await server.VisitNowAsync("info timer cron\nreceipt 5 at 1763829000 connector\nreceipt 5 server prepared\nreceipt 5 end\n");
        await server.AcceptAsync(AnsweredServer.OtherKey);
        Assert.Equal((0, null), ((await server.ReadAsync()).ReceiptsSeen, (await server.ReadAsync()).Timer));
    }
}
