using JitSsh.Core.AccessFlows;
using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Bob asks for Alice, whose manager he is; Eve decides. On a real database, with a clock that the test sets.</summary>
public sealed class OnBehalfTests : IAsyncLifetime
{
    private AnsweredServer server = null!;
    private Actor bob = Actor.System;
    private Actor eve = Actor.System;

    private CoreHost Core => server.Core;

    private PersonId Alice => server.Alice.Id!.Value;

    public async ValueTask InitializeAsync()
    {
        server = await AnsweredServer.StartAsync();
        bob = await PersonAsync("Bob", server.Ada.Id);
        eve = await PersonAsync("Eve", null);
        await ManagerAsync(bob);
        await FlowAsync(r => r);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Submit_ForAReport_IsTheReportsAndNamesWhoAsked()
    {
        Assert.Equal(["Eve"], Done(await Core.Get<AnalyseRequest>().RunAsync(bob, Asking())).Approvers.Select(p => p.Name));
        var request = await AskAsync();
        var row = Done(await Core.Get<ShowRequests>().FindAsync(bob, request));
        Assert.Equal((Alice, bob.Id, "Alice", "Bob"), (row.Request.RequesterId, row.Request.AskedById, row.RequesterName, row.AskedByName));
        Assert.True((await Core.Get<ShowRequests>().FindAsync(server.Alice, request)).IsDone);
        Assert.False((await Core.Get<ShowRequests>().FindAsync(server.Carol, request)).IsDone);
        Assert.Equal([request], (await Core.Get<ShowRequests>().ListAsync(bob, new(AskedBy: bob.Id), Page.First)).Items.Select(r => r.Request.Id));
        Assert.Equal([request], (await Core.Get<ShowRequests>().ListAsync(server.Alice, new(), Page.First)).Items.Select(r => r.Request.Id));
        Assert.Empty((await Core.Get<ShowRequests>().ListAsync(server.Carol, new(AskedBy: bob.Id), Page.First)).Items);

        var asked = Assert.Single(Done(await Core.Get<ReadAuditLog>().RunAsync(server.Ada, "request.submitted", new(0, 10))).Items);
        Assert.Equal("Bob", asked.ActorName);
        Assert.StartsWith("For Alice: web-01", asked.Text, StringComparison.Ordinal);
        var entry = Assert.Single(Done(await Core.Get<ShowTimeline>().RunAsync(bob, request)));
        Assert.Equal(("Bob", "Asked for Alice"), (entry.By, entry.What));
    }

    [Fact]
    public async Task Decide_NeitherOfThem_OnlyTheOther()
    {
        var request = await AskAsync();
        Done(await Core.Get<DelegateDecisions>().AddAsync(eve, "bob@example.com", server.Clock.Now, server.Clock.Now.AddDays(1)));
        foreach (var party in new[] { bob, server.Alice })
        {
            Assert.Empty(await Core.Get<ListTasks>().RunAsync(party));
            Assert.Equal(OutcomeKind.NotFound, (await Core.Get<DecideRequest>().RunAsync(party, request, true, "")).Kind);
        }

        Assert.Equal("Bob", Assert.Single(await Core.Get<ListTasks>().RunAsync(eve)).Request.AskedByName);
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, "fine"));
        var state = await server.VisitAsync(s => string.Concat(s.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n")));
        Assert.Equal("alice", Assert.Single(state.Accounts).Name);
        Assert.Equal(AccessStatus.Active, (await RowAsync(request)).Status);
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<ConnectToServers>().KnownHostsAsync(bob, request)).Kind);
        Done(await Core.Get<ConnectToServers>().KnownHostsAsync(server.Alice, request));
    }

    [Fact]
    public async Task Notices_OfAskingAndDeciding_ReachBothAndWebhooksOnce()
    {
        var hook = Done(await Core.Get<SaveWebhook>().AddAsync(server.Ada, new() { Name = "Log", Url = "https://hooks.example.com/x", Kinds = [NoticeKind.RequestSubmitted] }));
        var request = await AskAsync();
        Assert.Single(Done(await Core.Get<ShowWebhooks>().DeliveriesAsync(server.Ada, hook.Id, Page.First)).Items);
        Assert.Equal(("Bob asked for Alice: access to web-01", "/tasks"), await LastToldAsync(eve));
        Assert.Equal(("Bob asked for Alice: access to web-01", $"/requests/{request}"), await LastToldAsync(server.Alice));
        Assert.Empty(Done(await Core.Get<MyNotices>().ListAsync(bob, false, Page.First)).Items);
        server.Clock.Now = server.Clock.Now.AddMinutes(1);
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, false, "not now"));
        Assert.Equal("Access to web-01 was rejected", (await LastToldAsync(server.Alice)).Title);
        Assert.Equal("Access to web-01 was rejected", (await LastToldAsync(bob)).Title);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_EitherOfThem_IsToldTheOther(bool byManager)
    {
        var request = await AskAsync();
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<CancelRequest>().RunAsync(server.Carol, request)).Kind);
        var (who, other) = byManager ? (bob, server.Alice) : (server.Alice, bob);
        server.Clock.Now = server.Clock.Now.AddMinutes(1);
        Done(await Core.Get<CancelRequest>().RunAsync(who, request));
        Assert.Equal(RequestState.Cancelled, (await RowAsync(request)).Request.State);
        Assert.Equal("Access to web-01 was taken back", (await LastToldAsync(other)).Title);
        Assert.DoesNotContain(Done(await Core.Get<MyNotices>().ListAsync(who, false, Page.First)).Items, n => n.Words.Title.Contains("taken back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submit_FlowDoesNotAllowIt_IsRefused()
    {
        await FlowAsync(r => r with { ForReports = false });
        var problem = Assert.Single((await Core.Get<SubmitRequest>().RunAsync(bob, Asking())).Problems);
        Assert.Equal(("Servers", "No access flow lets you ask for web-01. This is for Alice: it takes an access flow that names them and lets their manager ask."), (problem.Field, problem.Sentence));
        Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking() with { For = null }));
    }

    [Fact]
    public async Task Submit_ForSomebodyWhoIsNotAReport_IsRefused()
    {
        foreach (var (actor, whom) in new[] { (bob, server.Carol.Id), (server.Carol, Alice), (server.Ada, Alice), (bob, server.Ada.Id), (bob, new PersonId(Guid.NewGuid())) })
        {
            var problem = Assert.Single((await Core.Get<SubmitRequest>().RunAsync(actor, Asking() with { For = whom })).Problems);
            Assert.Equal(("For", "You can ask for yourself, and for people whose manager you are. You are not, or no longer, this person's."), (problem.Field, problem.Sentence));
        }

        await ManagerAsync(null);
        Assert.Equal("For", Assert.Single((await Core.Get<SubmitRequest>().RunAsync(bob, Asking())).Problems).Field);
    }

    [Fact]
    public async Task Submit_SomebodyIsDeactivated_IsRefused()
    {
        await ManagerAsync(bob, isActive: false);
        Assert.Equal("Alice is deactivated, so nothing can be asked for them.", Assert.Single((await Core.Get<SubmitRequest>().RunAsync(bob, Asking())).Problems).Sentence);
        await ManagerAsync(bob);
        await DeactivateBobAsync();
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<SubmitRequest>().RunAsync(bob, Asking())).Kind);
    }

    [Fact]
    public async Task Submit_BreakGlassForSomebodyElse_IsRefused()
    {
        await FlowAsync(r => r with { BreakGlass = true });
        var input = Asking() with { BreakGlass = true, Justification = "Production is down and nobody answers" };
        var problem = Assert.Single((await Core.Get<SubmitRequest>().RunAsync(bob, input)).Problems);
        Assert.Equal(("For", "The glass cannot be broken for somebody else. Alice does it themselves, or you ask for access as usual."), (problem.Field, problem.Sentence));
        Assert.False((await Core.Get<FindRequestable>().ChosenAsync(bob, [server.Id], Alice)).MayBreakGlass);
        Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, input with { For = null }));
    }

    [Fact]
    public async Task Submit_OnlyTheManagerWhoAsksCouldApprove_IsRefused()
    {
        await FlowAsync(r => r with { Approval = new() { Steps = [new() { Approvers = new([], []), Relations = [ApproverRelation.Manager] }] } });
        Assert.Contains("names no active person but you and who gets it", (await Core.Get<SubmitRequest>().RunAsync(bob, Asking())).Sentence, StringComparison.Ordinal);
        Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking() with { For = null }));
    }

    [Fact]
    public async Task Extend_ByWhoAsked_IsRefusedAndTheirsToDo()
    {
        await FlowAsync(r => r with { Extension = new(2, TimeSpan.FromMinutes(10)) });
        var request = await AskAsync();
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
        await server.VisitAsync(s => string.Concat(s.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n")));
        var refused = await Core.Get<ExtendAccess>().RunAsync(bob, request, TimeSpan.FromMinutes(5), "");
        Assert.Equal((OutcomeKind.Conflict, "Only Alice can extend this access: whoever works with it knows whether it is needed for longer."), (refused.Kind, refused.Sentence));
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<ExtendAccess>().RunAsync(server.Carol, request, TimeSpan.FromMinutes(5), "")).Kind);
        Done(await Core.Get<ExtendAccess>().RunAsync(server.Alice, request, TimeSpan.FromMinutes(5), ""));
    }

    [Fact]
    public async Task Decide_NoLongerTheManagerOrNoLongerAllowed_IsRefused()
    {
        var request = await AskAsync();
        await ManagerAsync(eve);
        var refused = await Core.Get<DecideRequest>().RunAsync(eve, request, true, "");
        Assert.Equal((OutcomeKind.Conflict, "Bob is no longer the manager of the person who would get this. Reject the request, and let them ask themselves."), (refused.Kind, refused.Sentence));
        await ManagerAsync(bob);
        await FlowAsync(r => r with { ForReports = false });
        Assert.Contains("no longer lets a manager ask", (await Core.Get<DecideRequest>().RunAsync(eve, request, true, "")).Sentence, StringComparison.Ordinal);
        await FlowAsync(r => r);
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
    }

    [Fact]
    public async Task Deactivate_WhoAsked_CancelsWhatWaits()
    {
        var request = await AskAsync();
        await DeactivateBobAsync();
        Assert.Equal(RequestState.Cancelled, (await RowAsync(request)).Request.State);
    }

    [Fact]
    public async Task Reports_AreOfferedWhereAFlowAllowsIt()
    {
        Assert.Equal(["Alice"], (await Core.Get<AskFor>().ReportsAsync(bob)).Select(p => p.Name));
        Assert.Empty(await Core.Get<AskFor>().ReportsAsync(eve));
        Assert.Single((await Core.Get<FindRequestable>().RunAsync(bob, null, Page.First, Alice)).Items);
        Assert.Empty((await Core.Get<FindRequestable>().RunAsync(bob, null, Page.First)).Items);
        Assert.Empty((await Core.Get<FindRequestable>().RunAsync(eve, null, Page.First, Alice)).Items);
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<PreflightRequest>().BeforeAskingAsync(eve, server.Id, [], Alice)).Kind);
        await ManagerAsync(bob, isActive: false);
        Assert.Empty(await Core.Get<AskFor>().ReportsAsync(bob));
        await ManagerAsync(bob);
        await FlowAsync(r => r with { ForReports = false });
        Assert.Empty(await Core.Get<AskFor>().ReportsAsync(bob));
        Assert.Empty((await Core.Get<FindRequestable>().RunAsync(bob, null, Page.First, Alice)).Items);
    }

    private static T Done<T>(Outcome<T> outcome) => Screen.Done(outcome);

    private AccessInput Asking() => new() { For = Alice, Servers = [server.Id], Duration = AnsweredServer.Lasts };

    private async Task<RequestId> AskAsync() => Done(await Core.Get<SubmitRequest>().RunAsync(bob, Asking()));

    private async Task<Actor> PersonAsync(string name, PersonId? manager) =>
        (await Core.Get<LoadActor>().RunAsync(Done(await Core.Get<AddPerson>().RunAsync(server.Ada, new() { Name = name, Email = $"{name.ToLowerInvariant()}@example.com", ManagerId = manager }))))!;

    private async Task ManagerAsync(Actor? manager, bool isActive = true) => Done(await Core.Get<ChangePerson>().RunAsync(
        server.Ada, Alice, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice", ManagerId = manager?.Id }, isActive));

    private async Task DeactivateBobAsync() =>
        Done(await Core.Get<ChangePerson>().RunAsync(server.Ada, bob.Id!.Value, new() { Name = "Bob", Email = "bob@example.com", ManagerId = server.Ada.Id }, false));

    /// <summary>Any of Eve, Bob and Alice decides on what Alice gets, and her manager may ask.</summary>
    private async Task FlowAsync(Func<FlowRule, FlowRule> with)
    {
        var flow = (await Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Value.Items[0];
        var rule = flow.Rule with { ForReports = true, Approvers = new([eve.Id!.Value, bob.Id!.Value, Alice], []) };
        Done(await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, with(rule), true));
    }

    private async Task<(string Title, string Path)> LastToldAsync(Actor actor) => Done(await Core.Get<MyNotices>().ListAsync(actor, false, Page.First)).Items[0].Words is var words ? (words.Title, words.Path) : default;

    private async Task<RequestRow> RowAsync(RequestId id) => Done(await Core.Get<ShowRequests>().FindAsync(server.Ada, id));
}
