using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>How requests are decided: steps, numbers, escalation, parts, delegation, emergencies; on a real database, with a clock that the test sets.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private AnsweredServer server = null!;
    private Actor bob = Actor.System;
    private Actor dan = Actor.System;
    private Actor eve = Actor.System;

    private CoreHost Core => server.Core;

    public async ValueTask InitializeAsync()
    {
        server = await AnsweredServer.StartAsync();
        bob = await PersonAsync("Bob");
        dan = await PersonAsync("Dan");
        eve = await PersonAsync("Eve");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Decide_TwoSteps_IsApprovedByTheLastOnly()
    {
        await FlowAsync(new() { Steps = [By(bob), By(dan)] });
        var request = await AskAsync();
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<DecideRequest>().RunAsync(dan, request, true, "")).Kind);
        Assert.Empty(await Core.Get<ListTasks>().RunAsync(dan));
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, "mine"));
        Assert.Equal((RequestState.Pending, 1), ((await RowAsync(request)).Request.State, (await RowAsync(request)).Request.Step));
        Assert.Empty(await Core.Get<ListTasks>().RunAsync(bob));
        var task = Assert.Single(await Core.Get<ListTasks>().RunAsync(dan));
        Assert.Equal((1, 2), (task.Step!.Number, task.Step.Of));
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, true, "mine, too"));

        var row = await RowAsync(request);
        Assert.Equal(RequestState.Approved, row.Request.State);
        Assert.Equal([(0, "Bob"), (1, "Dan")], row.Decisions.Select(d => (d.Decision.Step, d.ApproverName!)));
        Assert.All(row.Steps, s => Assert.NotNull(s.EndedAt));
        Assert.Single(await server.AuditAsync("request.step-approved"));
        Assert.Single(await server.AuditAsync("request.approved"));
        Assert.True((await server.ReadAsync()).NextReconcileAt <= server.Clock.Now);
    }

    [Fact]
    public async Task Decide_RejectedInTheSecondStep_IsRejected()
    {
        await FlowAsync(new() { Steps = [By(bob), By(dan)] });
        var request = await AskAsync();
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, ""));
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, false, "no"));
        Assert.Equal(AccessStatus.Rejected, (await RowAsync(request)).Status);
    }

    [Fact]
    public async Task Decide_TwoOfThree_CountsEachOnce()
    {
        await FlowAsync(new() { Steps = [By(bob, dan, eve) with { Needed = 2 }] });
        var request = await AskAsync();
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, ""));
        Assert.Equal("You have approved this step already. It waits for others.", (await Core.Get<DecideRequest>().RunAsync(bob, request, true, "")).Sentence);
        Assert.Equal(RequestState.Pending, (await RowAsync(request)).Request.State);
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
        Assert.Equal(RequestState.Approved, (await RowAsync(request)).Request.State);
    }

    [Fact]
    public async Task Decide_ThreeAtOnceWhereTwoAreNeeded_LeavesTwoDecisions()
    {
        await FlowAsync(new() { Steps = [By(bob, dan, eve) with { Needed = 2 }] });
        var request = await AskAsync();
        var outcomes = await Task.WhenAll(new[] { bob, dan, eve }.Select(a => Core.Get<DecideRequest>().RunAsync(a, request, true, "")));
        Assert.Equal(2, outcomes.Count(o => o.IsDone));
        Assert.Equal("Somebody has approved this already.", Assert.Single(outcomes, o => !o.IsDone).Sentence);
        Assert.Equal(2, (await RowAsync(request)).Decisions.Count);
        Assert.Single(await server.AuditAsync("request.approved"));
    }

    [Fact]
    public async Task Decide_TwoOfTheFirstStepAtOnce_TheSecondDoesNotCountForTheNext()
    {
        await FlowAsync(new() { Steps = [By(bob, dan), By(bob, dan)] });
        var request = await AskAsync();
        var outcomes = await Task.WhenAll(Core.Get<DecideRequest>().RunAsync(bob, request, new(true, "") { Step = 0 }), Core.Get<DecideRequest>().RunAsync(dan, request, new(true, "") { Step = 0 }));
        Assert.Equal(OutcomeKind.Conflict, Assert.Single(outcomes, o => !o.IsDone).Kind);
        Assert.Equal((RequestState.Pending, 1), ((await RowAsync(request)).Request.State, (await RowAsync(request)).Request.Step));
    }

    [Fact]
    public async Task Decide_AllOf_WaitsForEveryOne()
    {
        await FlowAsync(new() { Steps = [By(bob, dan) with { All = true }] });
        var request = await AskAsync();
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, true, ""));
        Assert.Equal(["Bob"], await Core.Get<ShowRequests>().WaitsForAsync(server.Alice, request));
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, ""));
        Assert.Equal(RequestState.Approved, (await RowAsync(request)).Request.State);
    }

    [Fact]
    public async Task Escalation_NobodyAnswers_AsksTheOthersThenLapses()
    {
        await FlowAsync(new() { Steps = [By(bob) with { EscalatesAfter = TimeSpan.FromMinutes(30), EscalatesTo = Rule(dan) }], WaitsFor = TimeSpan.FromHours(2) });
        var request = await AskAsync();
        var asked = server.Clock.Now;
        Assert.Equal(asked.AddMinutes(30), await Core.Get<LapseRequests>().RunAsync(default));
        Assert.Empty(await Core.Get<ListTasks>().RunAsync(dan));
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<DecideRequest>().RunAsync(dan, request, true, "")).Kind);

        server.Clock.Now = asked.AddMinutes(30);
        Assert.Equal(asked.AddHours(2), await Core.Get<LapseRequests>().RunAsync(default));
        Assert.Single(await server.AuditAsync("request.escalated"));
        Assert.True(Assert.Single(await Core.Get<ListTasks>().RunAsync(dan)).Step!.IsEscalated);
        Assert.Single(await Core.Get<ListTasks>().RunAsync(bob));

        server.Clock.Now = asked.AddHours(2);
        Assert.Null(await Core.Get<LapseRequests>().RunAsync(default));
        Assert.Equal(AccessStatus.Lapsed, (await RowAsync(request)).Status);
    }

    [Fact]
    public async Task Escalation_TheOthersDecide_ItIsApproved()
    {
        await FlowAsync(new() { Steps = [By(bob, eve) with { All = true, EscalatesAfter = TimeSpan.FromMinutes(30), EscalatesTo = Rule(dan) }] });
        var request = await AskAsync();
        server.Clock.Now += TimeSpan.FromHours(1);
        await Core.Get<LapseRequests>().RunAsync(default);
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, true, ""));
        Assert.Equal(RequestState.Approved, (await RowAsync(request)).Request.State);
    }

    [Fact]
    public async Task Decide_PartAndShorter_OnlyThatIsGiven()
    {
        await FlowAsync(new() { Steps = [By(bob)] });
        await SecondServerAsync();
        var servers = (await Core.Get<ListServers>().OfIntegrationAsync(server.Ada, server.Integration)).Value;
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [.. servers.Select(s => s.Id)], Duration = TimeSpan.FromHours(2) }));
        Assert.Equal("Servers", Assert.Single((await Core.Get<DecideRequest>().RunAsync(bob, request, new(true, "") { Servers = [] })).Problems).Field);
        Assert.Equal("Duration", Assert.Single((await Core.Get<DecideRequest>().RunAsync(bob, request, new(true, "") { Duration = TimeSpan.FromHours(3) })).Problems).Field);
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, new(true, "") { Servers = [server.Id], Duration = TimeSpan.FromMinutes(30) }));

        var state = await server.VisitAsync(s => string.Concat(s.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n")));
        Assert.Equal(server.Clock.Now.AddMinutes(30), Assert.Single(Assert.Single(state.Accounts).TrustLines).NotAfter);
        var row = await RowAsync(request);
        Assert.Equal(AccessStatus.Active, row.Status);
        Assert.Equal([(true, AccessStatus.Rejected), (false, AccessStatus.Active)], row.Servers.OrderByDescending(s => s.IsLeftOut).Select(s => (s.IsLeftOut, s.Status)));
        Assert.Equal(TimeSpan.FromHours(2), row.Request.Duration);

        Done(await Core.Get<EndAccess>().RunAsync(server.Alice, request));
        await server.VisitAsync(s => string.Concat(s.Endings.Select(e => $"ended {e.Grant}\n")));
        Assert.Equal(0, (await Core.Get<ShowRequests>().ListAsync(server.Alice, new(IsOpen: true), Page.First)).Total);
    }

    [Fact]
    public async Task Decide_ReasonRequired_IsRefusedAtItsField()
    {
        await FlowAsync(new() { Steps = [By(bob)], ReasonRequired = true });
        var request = await AskAsync();
        Assert.Equal("Reason", Assert.Single((await Core.Get<DecideRequest>().RunAsync(bob, request, true, " ")).Problems).Field);
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, "planned"));
    }

    [Fact]
    public async Task Decide_TheFlowGotAStepMeanwhile_TheNewStepDecides()
    {
        var flow = await FlowAsync(new() { Steps = [By(bob)] });
        var request = await AskAsync();
        await ChangeAsync(flow, r => r with { Approval = new() { Steps = [By(bob), By(dan)] } });
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, ""));
        Assert.Equal(RequestState.Pending, (await RowAsync(request)).Request.State);
        await ChangeAsync(flow, r => r with { Approval = new() { Steps = [By(eve)] } });
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<DecideRequest>().RunAsync(dan, request, true, "")).Kind);
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
        Assert.Equal(RequestState.Approved, (await RowAsync(request)).Request.State);
    }

    [Fact]
    public async Task Delegation_WhileAway_TheDelegateDecidesInTheirPlace()
    {
        await FlowAsync(new() { Steps = [By(bob)] });
        var request = await AskAsync();
        var from = server.Clock.Now.AddHours(1);
        Done(await Core.Get<DelegateDecisions>().AddAsync(bob, "Dan@example.com", from, from.AddDays(7)));
        Assert.Empty(await Core.Get<ListTasks>().RunAsync(dan));
        server.Clock.Now = from;
        Assert.Equal(["Bob"], Assert.Single(await Core.Get<ListTasks>().RunAsync(dan)).InPlaceOf);
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, true, ""));
        Assert.Equal(["Bob"], Assert.Single((await RowAsync(request)).Decisions).ForNames);
        Assert.Single(await server.AuditAsync("person.delegated"));
    }

    [Fact]
    public async Task Delegation_ToTheRequester_GivesThemNothing()
    {
        await FlowAsync(new() { Steps = [By(bob)] });
        var request = await AskAsync();
        Done(await Core.Get<DelegateDecisions>().AddAsync(bob, "alice@example.com", server.Clock.Now, server.Clock.Now.AddDays(1)));
        Assert.Empty(await Core.Get<ListTasks>().RunAsync(server.Alice));
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<DecideRequest>().RunAsync(server.Alice, request, true, "")).Kind);
    }

    [Fact]
    public async Task Delegation_OneForTwoWhereTwoAreNeeded_HasOneVoice()
    {
        await FlowAsync(new() { Steps = [By(bob, dan) with { Needed = 2 }] });
        var request = await AskAsync();
        Done(await Core.Get<DelegateDecisions>().AddAsync(bob, "eve@example.com", server.Clock.Now, server.Clock.Now.AddDays(1)));
        Done(await Core.Get<DelegateDecisions>().AddAsync(dan, "eve@example.com", server.Clock.Now, server.Clock.Now.AddDays(1)));
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<DecideRequest>().RunAsync(eve, request, true, "")).Kind);
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<DecideRequest>().RunAsync(bob, request, true, "")).Kind);
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, true, ""));
        Assert.Equal(RequestState.Approved, (await RowAsync(request)).Request.State);
    }

    [Fact]
    public async Task Delegation_EndedOrForThemselvesOrTwice_IsRefusedOrOver()
    {
        var now = server.Clock.Now;
        Assert.Equal("Email", Assert.Single((await Core.Get<DelegateDecisions>().AddAsync(bob, "bob@example.com", now, now.AddDays(1))).Problems).Field);
        Assert.Equal("Email", Assert.Single((await Core.Get<DelegateDecisions>().AddAsync(bob, "nobody@example.com", now, now.AddDays(1))).Problems).Field);
        Assert.Equal("Until", Assert.Single((await Core.Get<DelegateDecisions>().AddAsync(bob, "dan@example.com", now, now)).Problems).Field);
        var id = Done(await Core.Get<DelegateDecisions>().AddAsync(bob, "dan@example.com", now, now.AddDays(1)));
        Assert.Equal("From", Assert.Single((await Core.Get<DelegateDecisions>().AddAsync(bob, "eve@example.com", now.AddHours(1), now.AddDays(2))).Problems).Field);
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<DelegateDecisions>().EndAsync(dan, id)).Kind);
        Done(await Core.Get<DelegateDecisions>().EndAsync(bob, id));
        Assert.Empty(await Core.Get<DelegateDecisions>().ListAsync(dan));
    }

    [Fact]
    public async Task BreakGlass_Allowed_IsGivenAtOnceAndStaysOpenUntilReviewed()
    {
        await FlowAsync(new() { Steps = [By(bob)] }, r => r with { BreakGlass = true });
        var input = new AccessInput { Servers = [server.Id], Duration = TimeSpan.FromMinutes(20), BreakGlass = true, Justification = "outage" };
        Assert.Equal("Justification", Assert.Single((await Core.Get<SubmitRequest>().RunAsync(server.Alice, input)).Problems).Field);
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, input with { Justification = "Production is down and nobody answers" }));
        Assert.Equal(RequestState.Approved, (await RowAsync(request)).Request.State);
        Assert.Single(await server.AuditAsync("request.glass-broken"));

        Assert.Equal([request], (await Core.Get<ListTasks>().ReviewsAsync(bob)).Select(t => t.Request.Request.Id));
        Assert.Equal(1, await Core.Get<ListTasks>().CountAsync(server.Ada));
        Assert.Empty(await Core.Get<ListTasks>().ReviewsAsync(server.Alice));
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<SignReview>().RunAsync(server.Alice, request, "fine")).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<SignReview>().RunAsync(server.Carol, request, "fine")).Kind);
        Assert.Equal("Note", Assert.Single((await Core.Get<SignReview>().RunAsync(bob, request, " ")).Problems).Field);
        Done(await Core.Get<SignReview>().RunAsync(bob, request, "It was an outage"));
        Assert.Equal(OutcomeKind.Conflict, (await Core.Get<SignReview>().RunAsync(server.Ada, request, "Me, too")).Kind);
        Assert.Equal(0, await Core.Get<ListTasks>().CountAsync(server.Ada));
        Assert.Equal("Bob", (await RowAsync(request)).ReviewerName);
    }

    [Fact]
    public async Task BreakGlass_NoFlowAllowsIt_IsRefused()
    {
        await FlowAsync(new() { Steps = [By(bob)] });
        var refused = await Core.Get<SubmitRequest>().RunAsync(
            server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromMinutes(20), BreakGlass = true, Justification = "Production is down and nobody answers" });
        Assert.Equal("No access flow lets you break the glass for all of these servers.", refused.Sentence);
    }

    [Fact]
    public async Task Submit_StartsLater_BeginsThenAndNotBefore()
    {
        var start = server.Clock.Now.AddHours(5);
        Assert.Equal("StartsAt", Assert.Single((await Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = AnsweredServer.Lasts, StartsAt = server.Clock.Now })).Problems).Field);
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = AnsweredServer.Lasts, StartsAt = start }));
        Assert.Equal(AccessStatus.Scheduled, (await RowAsync(request)).Status);
        await server.VisitNowAsync("");
        Assert.True((await server.ReadAsync()).NextReconcileAt <= start);
        Assert.Null((await RowAsync(request)).Servers[0].Grant);

        server.Clock.Now = start;
        var state = await server.VisitAsync(s => string.Concat(s.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n")));
        Assert.Equal(start + AnsweredServer.Lasts, Assert.Single(Assert.Single(state.Accounts).TrustLines).NotAfter);
        Assert.Equal(AccessStatus.Active, (await RowAsync(request)).Status);
    }

    [Fact]
    public async Task End_OfWhatStartsLater_NeverBegins()
    {
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = AnsweredServer.Lasts, StartsAt = server.Clock.Now.AddHours(5) }));
        Done(await Core.Get<EndAccess>().RunAsync(server.Alice, request));
        Assert.Equal(AccessStatus.Revoked, (await RowAsync(request)).Status);
    }

    [Fact]
    public async Task Favourites_AreOnesOwn()
    {
        var id = Done(await Core.Get<Favourites>().SaveAsync(server.Alice, "Web", [server.Id], ["docker"]));
        Done(await Core.Get<Favourites>().SaveAsync(server.Alice, "Web", [server.Id], []));
        Assert.Empty(Assert.Single(await Core.Get<Favourites>().ListAsync(server.Alice)).LinuxGroups);
        Assert.Empty(await Core.Get<Favourites>().ListAsync(bob));
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<Favourites>().RemoveAsync(bob, id)).Kind);
        Done(await Core.Get<Favourites>().RemoveAsync(server.Alice, (await Core.Get<Favourites>().ListAsync(server.Alice))[0].Id));
        Assert.Empty(await Core.Get<Favourites>().ListAsync(server.Alice));
    }

    private static T Done<T>(Outcome<T> outcome) => Screen.Done(outcome);

    private static PeopleRule Rule(params Actor[] people) => new([.. people.Select(p => p.Id!.Value)], []);

    private static ApprovalStep By(params Actor[] people) => new() { Approvers = Rule(people) };

    private async Task<Actor> PersonAsync(string name) =>
        (await Core.Get<LoadActor>().RunAsync(Done(await Core.Get<AddPerson>().RunAsync(server.Ada, new() { Name = name, Email = $"{name.ToLowerInvariant()}@example.com" }))))!;

    /// <summary>A flow that decides like this, in place of the one that gives access by itself.</summary>
    private async Task<AccessFlowId> FlowAsync(ApprovalRule approval, Func<FlowRule, FlowRule>? with = null)
    {
        var flow = (await Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Value.Items[0];
        var rule = flow.Rule with { Approval = approval };
        Done(await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, with?.Invoke(rule) ?? rule, true));
        return flow.Id;
    }

    private async Task ChangeAsync(AccessFlowId id, Func<FlowRule, FlowRule> with)
    {
        var flow = Done(await Core.Get<ListAccessFlows>().FindAsync(server.Ada, id));
        Done(await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, id, flow.Version, flow.Name, with(flow.Rule), true));
    }

    private async Task SecondServerAsync() => await Core.Get<JitSsh.Core.Discovery.IDiscoveryStore>().ApplyAsync(
        server.Integration,
        new(
            [
                new() { ExternalId = "web-01", Name = "web-01", VmId = "11111111-1111-1111-1111-111111111111", Address = "192.0.2.1" },
                new() { ExternalId = "web-02", Name = "web-02", VmId = "22222222-2222-2222-2222-222222222222", Address = "192.0.2.2" },
            ],
            [new("s", "s", true, true, JitSsh.Core.Discovery.DiscoveryCounts.None)],
            []),
        default);

    private Task<RequestId> AskAsync() => server.RequestAsync();

    private async Task<RequestRow> RowAsync(RequestId id) => Done(await Core.Get<ShowRequests>().FindAsync(server.Ada, id));
}
