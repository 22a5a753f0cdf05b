using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Tests.Core.SshKeys;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>What becomes of a server's answers in the database: ends, receipts, residue, drift, the clock, and when the server is visited next.</summary>
public sealed class ServerEndsTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync(("JitSsh:PublicUrl", "https://jit.example.com"));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task AnArmedServer_IsVisitedAfterTheEnd_AndTheEndIsTheSecondOfItsTimer()
    {
        var end = server.Clock.Now + AnsweredServer.Lasts;
        var (request, grant) = await server.ActiveAsync($"info timer systemd\ninfo armed {end.ToUnixTimeSeconds()}\n");
        Assert.Equal(end, grant.NotAfter);
        Assert.InRange((await server.ReadAsync()).NextReconcileAt!.Value, end.AddSeconds(0.5), end.AddSeconds(3));

        server.Clock.Now = end.AddSeconds(3);
        var told = await server.VisitAsync(_ => $"info timer systemd\ninfo armed -\n{Receipt(end, "timer", $"ended {grant.Id}")}ended {grant.Id}\n");
        Assert.Equal([(grant.Id, "expired")], told.Endings.Select(e => (e.Grant, e.Reason)));
        Assert.Equal("https://jit.example.com", told.PortalAddress);
        var ended = await server.GrantAsync(request);
        Assert.Equal((GrantState.Ended, EndReason.Expired, end), (ended.State, ended.EndReason, ended.EndedAt));
        Assert.Single(await server.AuditAsync("grant.ended-by-server"));
    }

    [Fact]
    public async Task AServerThatIsNotArmed_IsVisitedAtTheEnd()
    {
        var end = server.Clock.Now + AnsweredServer.Lasts;
        await server.ActiveAsync("info timer none\ninfo armed -\n");
        Assert.Equal(end, (await server.ReadAsync()).NextReconcileAt);
    }

    [Theory]
    [InlineData("ended GRANT\n")]
    [InlineData("receipt 1772445000 at 1772445000 boot\nreceipt 1772445000 ended GRANT\nreceipt 1772445000 end\n")]
    public async Task AnActiveGrantThatTheServerEnded_HasExpired(string lines)
    {
        var (request, grant) = await server.ActiveAsync();
        server.Clock.Now = server.Clock.Now.AddMinutes(10);
        await server.VisitNowAsync(lines.Replace("GRANT", grant.Id.ToString(), StringComparison.Ordinal));
        var ended = await server.GrantAsync(request);
        Assert.Equal((GrantState.Ended, EndReason.Expired), (ended.State, ended.EndReason));
        Assert.Equal(lines.StartsWith("receipt", StringComparison.Ordinal) ? DateTimeOffset.FromUnixTimeSeconds(1772445000) : server.Clock.Now, ended.EndedAt);
        Assert.Equal(2, (await server.AuditAsync("grant.ending")).Count + (await server.AuditAsync("grant.ended")).Count);
    }

    [Theory]
    [InlineData(-240, true)]
    [InlineData(0, false)]
    public async Task AGrantThatAVisitEnded_WhoseAnswerWasLost_EndedInTheSecondOfThatVisit(int after, bool isEarlier)
    {
        var (request, grant) = await server.ActiveAsync();
        server.Clock.Now = server.Clock.Now.AddMinutes(10);
        var ended = server.Clock.Now.AddSeconds(after);
        await server.VisitNowAsync($"clock {server.Clock.Now.ToUnixTimeSeconds()}\n{Receipt(ended, "connector", $"ended {grant.Id}")}ended {grant.Id}\n");
        server.Clock.Now = server.Clock.Now.AddMinutes(1);
        Assert.Equal((GrantState.Ended, isEarlier ? ended : server.Clock.Now.AddMinutes(-1)), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndedAt));
    }

    [Fact]
    public async Task AGrantThatTheServerEnded_AndThatAVisitIsAskedToEndOnceMore_EndedInTheFirstOfBoth()
    {
        var (request, grant) = await server.ActiveAsync();
        server.Clock.Now = server.Clock.Now.AddMinutes(10);
        var ended = server.Clock.Now.AddSeconds(-12);
        await server.VisitNowAsync($"clock {server.Clock.Now.ToUnixTimeSeconds()}\n{Receipt(ended, "timer", $"ended {grant.Id}")}{Receipt(ended.AddSeconds(2), "timer", "residue alice crontab x")}{Receipt(server.Clock.Now, "connector", $"ended {grant.Id}")}ended {grant.Id}\n");
        Assert.Equal((GrantState.Ended, ended), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndedAt));
    }

    [Fact]
    public async Task AGrantThatTheServerEnded_AndThatWasGivenAgain_EndedInTheLastOfBoth()
    {
        var (request, grant) = await server.ActiveAsync();
        server.Clock.Now = server.Clock.Now.AddMinutes(10);
        var now = server.Clock.Now;
        string[] receipts =
        [
            Receipt(now.AddSeconds(-30), "timer", $"ended {grant.Id}"),
            Receipt(now.AddSeconds(-20), "connector", "before alice locked 1005 - -", $"after alice open 1005 docker {grant.Id}"),
            Receipt(now.AddSeconds(-10), "timer", $"ended {grant.Id}"),
        ];
        await server.VisitNowAsync($"clock {now.ToUnixTimeSeconds()}\n{string.Concat(receipts)}ended {grant.Id}\n");
        Assert.Equal((GrantState.Ended, now.AddSeconds(-10)), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndedAt));
    }

    [Fact]
    public async Task AnEndThatNobodyConfirms_StaysEnding_AndIsAskedAfterAgain()
    {
        var (request, grant) = await server.ActiveAsync();
        await server.Core.Get<EndAccess>().RunAsync(server.Alice, request);
        await server.VisitAsync(_ => "changed 0\n");
        Assert.Equal(GrantState.Ending, (await server.GrantAsync(request)).State);
        Assert.NotNull((await server.GrantAsync(request)).LastError);
        var told = await server.VisitNowAsync($"ended {grant.Id}\n");
        Assert.Equal([(grant.Id, "revoked-by-requester")], told.Endings.Select(e => (e.Grant, e.Reason)));
        Assert.Equal((GrantState.Ended, server.Clock.Now), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndedAt));
    }

    [Fact]
    public async Task AnEndDecidedWhileTheServerIsBeingTold_IsCarriedOutByTheNextVisit()
    {
        var (request, grant) = await server.ActiveAsync();
        await server.Core.Get<IServerStore>().MakeDueAsync(server.Id, server.Clock.Now, default);
        var lease = await server.LeaseAsync();
        var work = server.Core.Get<IReconcileStore>();
        await work.BeginAsync(lease, server.Clock.Now, default);
        await server.Core.Get<EndAccess>().RunAsync(server.Alice, request);
        await work.ReportAnswerAsync(lease, ServerAnswer.Read($"jitssh 1\ngrant {grant.Id} in-force\ndone\n"), server.Clock.Now, default);
        var ending = await server.GrantAsync(request);
        Assert.Equal((GrantState.Ending, null), (ending.State, ending.LastError));
        Assert.Equal(server.Clock.Now, (await server.ReadAsync()).NextReconcileAt);
    }

    [Fact]
    public async Task AReceipt_SentTwice_IsStoredOnce_AndTheServerIsToldThatItWasSeen()
    {
        var (request, grant) = await server.ActiveAsync();
        var receipt = Receipt(server.Clock.Now, "connector", $"before alice absent - - -", $"after alice open 1005 docker {grant.Id}");
        Assert.Equal(0, (await server.VisitNowAsync($"grant {grant.Id} in-force\n{receipt}")).ReceiptsSeen);
        var number = server.Clock.Now.ToUnixTimeSeconds();
        Assert.Equal(number, (await server.VisitNowAsync($"grant {grant.Id} in-force\n{receipt}")).ReceiptsSeen);
        var shown = Screen.Done(await server.Core.Get<ShowReceipts>().OfRequestAsync(server.Alice, request))[grant.Id];
        Assert.Equal(number, Assert.Single(shown).Number);
        Assert.Equal(number, (await server.ReadAsync()).ReceiptsSeen);
    }

    [Fact]
    public async Task AReceiptOfSeveralAccounts_ShowsEachPersonOnlyTheirOwn()
    {
        var (request, grant) = await server.ActiveAsync();
        await server.VisitNowAsync($"grant {grant.Id} in-force\n{Receipt(server.Clock.Now, "connector", $"after alice open 1005 - {grant.Id}", "after bob open 1006 - other-grant", "session bob 12 ended vi secret.txt", "residue bob crontab x", "drift bob y", "server prepared")}");
        var receipt = Assert.Single(Screen.Done(await server.Core.Get<ShowReceipts>().OfRequestAsync(server.Alice, request))[grant.Id]);
        Assert.Equal(["alice"], receipt.Accounts.Select(a => a.Account));
        Assert.Equal((0, 0, 0, 1), (receipt.Sessions.Count, receipt.Residue.Count, receipt.Drift.Count, receipt.ServerChanges.Count));
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<ShowReceipts>().OfRequestAsync(server.Carol, request)).Kind);
    }

    [Fact]
    public async Task AReceiptThatNamesNoGrant_BelongsToTheAccountsLast()
    {
        var (request, grant) = await server.ActiveAsync();
        await server.VisitNowAsync($"grant {grant.Id} in-force\n{Receipt(server.Clock.Now, "timer", "before alice locked 1005 - -", "after alice absent - - -", "home alice archived /x.tar.gz")}");
        Assert.Equal("archived /x.tar.gz", Assert.Single(Screen.Done(await server.Core.Get<ShowReceipts>().OfRequestAsync(server.Ada, request))[grant.Id]).Accounts[0].Home);
    }

    [Fact]
    public async Task Residue_IsOneOpenItem_UntilAWholeAnswerNoLongerTellsIt()
    {
        const string Told = "info timer systemd\nresidue alice planted-key ssh-ed25519 SHA256:abc\n";
        await server.VisitNowAsync(Told);
        await server.VisitNowAsync(Told);
        Assert.Equal("planted-key", Assert.Single(await OpenAsync()).Residue.Kind);
        Assert.Single(await server.AuditAsync("residue.found"));

        foreach (var silent in new[] { "changed 0\n", "info timer systemd\nscanning alice\n", "info timer systemd\nerror server - busy x\n", "info timer systemd\nerror account alice disk-full x\n" })
        {
            await server.VisitNowAsync(silent);
            Assert.Single(await OpenAsync());
        }

        await server.VisitNowAsync("info timer systemd\nclean alice\n", isWhole: false);
        Assert.Single(await OpenAsync());
        await server.VisitNowAsync("info timer systemd\nclean alice\n");
        Assert.Empty(await OpenAsync());
        Assert.Single(await server.AuditAsync("residue.gone"));

        await server.VisitNowAsync(Told);
        Assert.Single(await OpenAsync());
        await server.VisitNowAsync("info timer systemd\n");
        Assert.Empty(await OpenAsync());
    }

    [Fact]
    public async Task Accept_WantsAnAdminAndAReason_AndIsDoneOnce()
    {
        const string Told = "info timer systemd\nresidue alice linger on\n";
        await server.VisitNowAsync(Told);
        var id = Assert.Single(await OpenAsync()).Residue.Id;
        var accept = server.Core.Get<AcceptResidue>();
        Assert.Equal(OutcomeKind.NotFound, (await accept.RunAsync(server.Alice, id, "because")).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await accept.RunAsync(Actor.System, id, "because")).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await accept.RunAsync(server.Ada, new(Guid.NewGuid()), "because")).Kind);
        Assert.Equal("Reason", (await accept.RunAsync(server.Ada, id, "  ")).Problems[0].Field);
        Assert.Equal("Reason", (await accept.RunAsync(server.Ada, id, new('x', 501))).Problems[0].Field);
        Assert.Equal(1, await server.Core.Get<ShowResidue>().CountAsync(server.Ada));
        Assert.Equal(0, await server.Core.Get<ShowResidue>().CountAsync(server.Alice));

        Assert.True((await accept.RunAsync(server.Ada, id, "A build runs there")).IsDone);
        Assert.Equal(OutcomeKind.Conflict, (await accept.RunAsync(server.Ada, id, "again")).Kind);
        Assert.Contains("A build runs there", Assert.Single(await server.AuditAsync("residue.accepted")), StringComparison.Ordinal);

        // It is told at every contact, and stays accepted.
        await server.VisitNowAsync(Told);
        Assert.Empty(await OpenAsync());
        var row = Assert.Single(Screen.Done(await server.Core.Get<ShowResidue>().OfServerAsync(server.Ada, server.Id)));
        Assert.Equal(("Ada", "A build runs there"), (row.AcceptedByName, row.Residue.AcceptedReason));
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<ShowResidue>().OfServerAsync(server.Alice, server.Id)).Kind);
    }

    [Fact]
    public async Task Drift_IsAuditedAndListedForAdmins()
    {
        await server.VisitNowAsync(Receipt(server.Clock.Now, "connector", "drift alice was taken out of the group docker", "drift - 50-jitssh.conf had been changed"));
        Assert.Equal("web-01: alice: was taken out of the group docker; 50-jitssh.conf had been changed", Assert.Single(await server.AuditAsync("server.drift-repaired")));
        Assert.Single(Screen.Done(await server.Core.Get<ShowReceipts>().DriftAsync(server.Ada, server.Id)));
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<ShowReceipts>().DriftAsync(server.Alice, server.Id)).Kind);
    }

    [Fact]
    public async Task AServerThatSearches_IsAskedAgainSoon_UntilItHasLooked()
    {
        await server.VisitNowAsync("info timer systemd\nscanning alice\n");
        Assert.Equal(server.Clock.Now.AddSeconds(10), (await server.ReadAsync()).NextReconcileAt);
        await server.VisitNowAsync("info timer systemd\nscanning alice\n");
        Assert.Equal(server.Clock.Now.AddSeconds(20), (await server.ReadAsync()).NextReconcileAt);
        await server.VisitNowAsync("info timer systemd\nclean alice\n");
        Assert.True((await server.ReadAsync()).NextReconcileAt > server.Clock.Now.AddMinutes(25));
    }

    [Fact]
    public async Task AnIdleServer_IsVisitedOnceAnHour()
    {
        await server.VisitNowAsync("");
        var first = (await server.ReadAsync()).NextReconcileAt!.Value;
        Assert.InRange(first - server.Clock.Now, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(90));
        server.Clock.Now = first;
        await server.VisitAsync(_ => "");
        Assert.Equal(first.AddHours(1), (await server.ReadAsync()).NextReconcileAt);

        // A restart changes nothing, and neither does a discovery.
        await server.Core.Get<IReconcileStore>().ReleaseAllAsync(ConnectorId.Embedded, default);
        await server.DiscoverAsync();
        Assert.Equal(first.AddHours(1), (await server.ReadAsync()).NextReconcileAt);
    }

    [Fact]
    public async Task ADisabledIntegration_IsNotSwept()
    {
        await server.Core.Get<JitSsh.Core.Catalog.ChangeIntegration>().DisableAsync(server.Ada, server.Integration, true);
        await server.VisitNowAsync("");
        Assert.Null((await server.ReadAsync()).NextReconcileAt);
        await server.Core.Get<IReconcileStore>().ReleaseAllAsync(ConnectorId.Embedded, default);
        Assert.Null((await server.ReadAsync()).NextReconcileAt);
    }

    [Fact]
    public async Task AClockThatIsBehind_BackdatesCertificatesAndMovesNoEnd()
    {
        var behind = server.Clock.Now.AddMinutes(-3).ToUnixTimeSeconds();
        var (request, grant) = await server.ActiveAsync($"clock {behind}\n");
        var now = await server.ReadAsync();
        Assert.True(now.IsClockOff);
        Assert.Contains("3 minutes behind", ServerClock.Problem(now.ClockOffset), StringComparison.Ordinal);
        var handed = Screen.Done(await server.Core.Get<ConnectToServers>().RunAsync(server.Alice, request, SampleKeys.Line("ssh-ed25519")));
        var certificate = CertificateParser.Parse(handed.Certificate).Value!;
        Assert.Equal(server.Clock.Now.AddMinutes(-4).ToUnixTimeSeconds(), (long)certificate.ValidAfter);
        Assert.Equal(grant.NotAfter!.Value.ToUnixTimeSeconds(), (long)certificate.ValidBefore);
        Assert.Equal(server.Clock.Now + AnsweredServer.Lasts, grant.NotAfter);
        var analysis = Screen.Done(await server.Core.Get<AnalyseRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromHours(1) }));
        Assert.Contains("behind", Assert.Single(analysis.Warnings), StringComparison.Ordinal);
    }

    /// <summary>A server that is ahead takes a certificate of now for one of the past, and ends access early by its own clock; nothing is done about either but a warning.</summary>
    [Theory]
    [InlineData(20, false)]
    [InlineData(31, true)]
    [InlineData(-31, true)]
    [InlineData(-20, false)]
    public async Task AClockThatIsOff_IsMeasuredAndWarnedOfOverThirtySeconds(int seconds, bool isWarned)
    {
        await server.ActiveAsync($"clock {server.Clock.Now.AddSeconds(seconds).ToUnixTimeSeconds()}\n");
        Assert.Equal(TimeSpan.FromSeconds(seconds), (await server.ReadAsync()).ClockOffset);
        Assert.Equal(isWarned, (await server.ReadAsync()).IsClockOff);
        var analysis = Screen.Done(await server.Core.Get<AnalyseRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromHours(1) }));
        Assert.Equal(isWarned, analysis.Warnings.Any(w => w.Contains(seconds > 0 ? "ahead" : "behind", StringComparison.Ordinal)));

        // Measured anew at each contact.
        await server.VisitNowAsync($"clock {server.Clock.Now.ToUnixTimeSeconds()}\n");
        Assert.Equal(TimeSpan.Zero, (await server.ReadAsync()).ClockOffset);
    }

    [Theory]
    [InlineData("JitSsh:SweepEvery", "00:00:01", "SweepEvery")]
    [InlineData("JitSsh:PublicUrl", "jit.example.com", "PublicUrl")]
    public async Task ASettingThatIsNone_StopsTheStartWithASentence(string name, string value, string says)
    {
        var refused = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => AnsweredServer.StartAsync((name, value)));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResidueOfHundredsOfAccounts_IsOneEvent()
    {
        await server.VisitNowAsync(string.Concat(Enumerable.Range(0, 300).Select(i => $"residue a{i} crontab x\n")));
        Assert.Equal("web-01: 300 items of 300 accounts", Assert.Single(await server.AuditAsync("residue.found")));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(-30, false)]
    [InlineData(31, true)]
    [InlineData(-31, true)]
    public void AClock_IsOffFromThirtySeconds(int seconds, bool off) => Assert.Equal((off, off), (ServerClock.IsOff(TimeSpan.FromSeconds(seconds)), ServerClock.Problem(TimeSpan.FromSeconds(seconds)) is not null));

    private async Task<IReadOnlyList<ResidueRow>> OpenAsync() => Screen.Done(await server.Core.Get<ShowResidue>().OpenAsync(server.Ada, Page.First)).Residue.Items;

    private static string Receipt(DateTimeOffset at, string by, params string[] lines)
    {
        var number = at.ToUnixTimeSeconds();
        return $"receipt {number} at {number} {by}\n{string.Concat(lines.Select(l => $"receipt {number} {l}\n"))}receipt {number} end\n";
    }
}
