using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>
/// An automatic flow on a real database, over hand-overs of a shift: Alice and Carol follow each other each Monday at 08:00 UTC. The clock stands on Monday, 2026-03-02, 10:00, in Alice's
/// week, and only the test moves it.
/// </summary>
public sealed class AutomaticAccessTests : IAsyncLifetime
{
    private static readonly DateTimeOffset HandOver = new(2026, 3, 9, 8, 0, 0, TimeSpan.Zero);
    private AnsweredServer server = null!;
    private ShiftId shift;
    private AccessFlowId flow;

    public async ValueTask InitializeAsync()
    {
        server = await AnsweredServer.StartAsync();
        Screen.Done(await server.Core.Get<SaveAccessFlow>().RemoveAsync(server.Ada, Assert.Single(Screen.Done(await server.Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Items).Id));
        shift = Screen.Done(await server.Core.Get<SaveShift>().RunAsync(server.Ada, null, new()
        {
            Name = "Primary", TimeZone = "UTC", Rotation = new() { People = [server.Alice.Id!.Value, server.Carol.Id!.Value], First = new(2026, 3, 2), HandOver = new(8, 0) },
        }));
        flow = Screen.Done(await server.Core.Get<SaveAccessFlow>().AddAsync(server.Ada, "On call", Rule()));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Shift_AsItIsHandedOver_AccessGoesFromOneToTheOtherWithoutAGap()
    {
        await GiveAsync();
        var given = Assert.Single(await OpenAsync(server.Alice));
        Assert.Equal("Given by the access flow 'On call': on call in Primary.", given.Request.Justification);
        Assert.Equal((RequestState.Approved, server.Clock.Now.AddHours(24)), (given.Request.State, given.Request.GivenUntil));
        Assert.Null(Assert.Single(given.Decisions).Decision.ApproverId);
        Assert.Empty(await OpenAsync(server.Carol));

        await ConfirmAsync();
        var grant = await server.GrantAsync(given.Request.Id);
        Assert.Equal((GrantState.Active, server.Clock.Now.AddHours(24)), (grant.State, grant.NotAfter));
        Assert.Empty(await server.AuditAsync("request.submitted"));
        Assert.Single(await server.AuditAsync("request.given"));

        // A week of it: the same grant goes on, always before its end.
        for (var next = await GiveAsync(); next < HandOver; next = await GiveAsync())
        {
            Assert.True(next > server.Clock.Now, "It would look again and again.");
            Assert.True((await server.GrantAsync(given.Request.Id)).NotAfter >= next, "There was a gap.");
            server.Clock.Now = next.Value;
            await GiveAsync();
            await ConfirmAsync();
        }

        Assert.Equal((GrantState.Active, HandOver), ((await server.GrantAsync(given.Request.Id)).State, (await server.GrantAsync(given.Request.Id)).NotAfter));
        Assert.NotEmpty(await server.AuditAsync("grant.goes-on"));

        server.Clock.Now = HandOver;
        await GiveAsync();
        var state = await ConfirmAsync();
        Assert.Equal("carol", Assert.Single(state.Accounts).Name);
        Assert.Equal(("alice", "expired"), (Assert.Single(state.Endings).Account, state.Endings[0].Reason));
        Assert.Equal((GrantState.Ended, EndReason.Expired), ((await server.GrantAsync(given.Request.Id)).State, (await server.GrantAsync(given.Request.Id)).EndReason));
        Assert.Empty(await OpenAsync(server.Alice));
        Assert.Equal(HandOver.AddHours(24), Assert.Single(await OpenAsync(server.Carol)).Request.GivenUntil);
    }

    [Fact]
    public async Task Certificate_OfGivenAccess_IsGoodUntilItsEndAndNoLonger()
    {
        server.Clock.Now = HandOver.AddHours(-2);
        await GiveAsync();
        await ConfirmAsync();
        using var key = GeneratePrivateKey.Execute();
        var request = Assert.Single(await OpenAsync(server.Alice)).Request.Id;
        Assert.Equal(HandOver, Screen.Done(await server.Core.Get<ConnectToServers>().RunAsync(server.Alice, request, key.PublicKeyLine)).ValidBefore);
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<ConnectToServers>().RunAsync(server.Carol, request, key.PublicKeyLine)).Kind);
    }

    [Fact]
    public async Task Server_ThatIsReachedLate_EndsItAtTheHandOverAllTheSame()
    {
        server.Clock.Now = HandOver.AddMinutes(-40);
        await GiveAsync();
        server.Clock.Now = HandOver.AddMinutes(-1);
        var line = Assert.Single(Assert.Single((await server.VisitAsync(_ => "")).Accounts).TrustLines);
        Assert.Equal(HandOver, line.NotAfter);
        var request = Assert.Single(await OpenAsync(server.Alice)).Request.Id;

        // It did not answer, and now it is another's turn: what has not begun does not begin any more.
        server.Clock.Now = HandOver.AddMinutes(5);
        Assert.Empty((await server.VisitNowAsync("")).Accounts);
        Assert.Equal(EndReason.Expired, (await server.GrantAsync(request)).EndReason);
    }

    [Fact]
    public async Task Run_Again_GivesNothingTwice()
    {
        await GiveAsync();
        await GiveAsync();
        await ConfirmAsync();
        await GiveAsync();
        Assert.Single(await OpenAsync(server.Alice));
        Assert.Single(await server.AuditAsync("request.given"));
    }

    [Fact]
    public async Task StandIn_TakesItOverAtOnce_AndGivesItBack()
    {
        await GiveAsync();
        await ConfirmAsync();
        var first = Assert.Single(await OpenAsync(server.Alice)).Request.Id;
        Screen.Done(await server.Core.Get<StandIn>().AddAsync(server.Ada, shift, server.Carol.Id, server.Clock.Now, server.Clock.Now.AddHours(2)));
        await GiveAsync();
        Assert.Equal((GrantState.Ending, EndReason.FlowChanged), ((await server.GrantAsync(first)).State, (await server.GrantAsync(first)).EndReason));
        Assert.Equal(server.Clock.Now.AddHours(2), Assert.Single(await OpenAsync(server.Carol)).Request.GivenUntil);
        await ConfirmAsync();

        server.Clock.Now += TimeSpan.FromHours(2);
        await GiveAsync();
        Assert.Equal("alice", Assert.Single((await ConfirmAsync()).Accounts).Name);
        Assert.Empty(await OpenAsync(server.Carol));
    }

    [Fact]
    public async Task StandIn_ThatIsEnteredForLater_MovesTheEndOnTheServerForward()
    {
        await GiveAsync();
        await ConfirmAsync();
        Screen.Done(await server.Core.Get<StandIn>().AddAsync(server.Ada, shift, server.Carol.Id, server.Clock.Now.AddHours(3), server.Clock.Now.AddHours(5)));
        await GiveAsync();
        Assert.Equal(server.Clock.Now.AddHours(3), Assert.Single(Assert.Single((await ConfirmAsync()).Accounts).TrustLines).NotAfter);
    }

    [Fact]
    public async Task EndedByHand_IsNotGivenAgainBeforeItWouldHaveEnded()
    {
        await GiveAsync();
        await ConfirmAsync();
        var first = Assert.Single(await OpenAsync(server.Alice)).Request.Id;
        Screen.Done(await server.Core.Get<EndAccess>().RunAsync(server.Alice, first));
        Assert.Equal(server.Clock.Now.AddHours(24), await GiveAsync());
        await ConfirmAsync();
        Assert.Empty(await OpenAsync(server.Alice));

        server.Clock.Now += TimeSpan.FromHours(24);
        await GiveAsync();
        Assert.NotEqual(first, Assert.Single(await OpenAsync(server.Alice)).Request.Id);
    }

    [Fact]
    public async Task Person_Deactivated_LosesItAndGetsNothing()
    {
        await GiveAsync();
        await ConfirmAsync();
        var first = Assert.Single(await OpenAsync(server.Alice)).Request.Id;
        Screen.Done(await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Alice.Id!.Value, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" }, isActive: false));
        await GiveAsync();
        Assert.Equal((GrantState.Ending, EndReason.PersonDisabled), ((await server.GrantAsync(first)).State, (await server.GrantAsync(first)).EndReason));
        Assert.Single(await server.AuditAsync("request.given"));
    }

    [Fact]
    public async Task Person_WithoutALinuxName_GetsItWhenTheyHaveOne()
    {
        var input = new PersonInput { Name = "Alice", Email = "alice@example.com" };
        Screen.Done(await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Alice.Id!.Value, input, isActive: true));
        await GiveAsync();
        Assert.Empty(await OpenAsync(server.Alice));
        Screen.Done(await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Alice.Id!.Value, input with { LinuxName = "al" }, isActive: true));
        await GiveAsync();
        Assert.Equal("al", Assert.Single((await ConfirmAsync()).Accounts).Name);

        // Another name is another account.
        Screen.Done(await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Alice.Id!.Value, input with { LinuxName = "alice" }, isActive: true));
        await GiveAsync();
        var state = await ConfirmAsync();
        Assert.Equal(("alice", "al"), (Assert.Single(state.Accounts).Name, Assert.Single(state.Endings).Account));
    }

    [Theory]
    [InlineData("deactivated")]
    [InlineData("removed")]
    [InlineData("self-serve")]
    [InlineData("without the server")]
    public async Task Flow_ThatNoLongerGivesIt_EndsItAsForecast(string how)
    {
        await GiveAsync();
        await ConfirmAsync();
        var first = Assert.Single(await OpenAsync(server.Alice)).Request.Id;
        var now = await FlowAsync();
        var rule = how switch
        {
            "self-serve" => now.Rule with { Kind = FlowKind.SelfServe },
            "without the server" => now.Rule with { Targets = now.Rule.Targets with { ExceptNames = ["web-*"] } },
            _ => now.Rule,
        };
        var isActive = how is not ("deactivated" or "removed");
        Assert.EndsWith("1 active grant ends", Screen.Done(await server.Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow, now.Name, rule, isActive)).Change.Sentence, StringComparison.Ordinal);
        if (how == "removed")
        {
            Screen.Done(await server.Core.Get<SaveAccessFlow>().RemoveAsync(server.Ada, flow));
        }
        else
        {
            Screen.Done(await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow, now.Version, now.Name, rule, isActive));
        }

        Assert.Equal((GrantState.Ending, EndReason.FlowChanged), ((await server.GrantAsync(first)).State, (await server.GrantAsync(first)).EndReason));
        Assert.Equal(how == "without the server" ? HandOver : (DateTimeOffset?)null, await GiveAsync());
        Assert.Empty((await ConfirmAsync()).Accounts);
        Assert.Empty(await OpenAsync(server.Alice));
    }

    [Fact]
    public async Task Settings_Changed_CountFromTheNextStretchOnWithoutAGap()
    {
        await GiveAsync();
        await ConfirmAsync();
        var first = Assert.Single(await OpenAsync(server.Alice)).Request;
        var now = await FlowAsync();
        Screen.Done(await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow, now.Version, now.Name, now.Rule with { PermitPortForwarding = true }, isActive: true));
        await GiveAsync();
        Assert.Equal(first.Id, Assert.Single(await OpenAsync(server.Alice)).Request.Id);

        server.Clock.Now = first.GivenUntil!.Value.AddMinutes(-59);
        await GiveAsync();
        Assert.Equal([1, 2], (await OpenAsync(server.Alice)).Select(r => r.Request.FlowVersion).Order());
        await ConfirmAsync();
        await GiveAsync();
        Assert.Equal(2, (await OpenAsync(server.Alice)).Count);
        server.Clock.Now = first.GivenUntil.Value;
        Assert.True(Assert.Single(Assert.Single((await ConfirmAsync()).Accounts).TrustLines).PermitPortForwarding);
    }

    [Fact]
    public async Task Hours_WhileTheyAreClosed_NobodyHasIt()
    {
        var now = await FlowAsync();
        var hours = new AccessHours("UTC", [new([DayOfWeek.Monday, DayOfWeek.Tuesday], new(9, 0), new(12, 0))]);
        Screen.Done(await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow, now.Version, now.Name, now.Rule with { When = hours }, isActive: true));
        Assert.Equal(new(2026, 3, 2, 11, 0, 0, TimeSpan.Zero), await GiveAsync());
        Assert.Equal(new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), Assert.Single(Assert.Single((await ConfirmAsync()).Accounts).TrustLines).NotAfter);
        server.Clock.Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero), await GiveAsync());
        Assert.Empty((await ConfirmAsync()).Accounts);
        server.Clock.Now = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);
        await GiveAsync();
        Assert.Equal("alice", Assert.Single((await ConfirmAsync()).Accounts).Name);
    }

    [Fact]
    public async Task AskingForIt_IsNotPossible_AndAutomaticFlowsAreNotOffered()
    {
        Assert.Empty((await server.Core.Get<FindRequestable>().RunAsync(server.Alice, null, new(0, 50))).Items);
        var refused = await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromHours(1) });
        Assert.Equal("No access flow lets you ask for web-01.", Assert.Single(refused.Problems).Sentence);
    }

    [Fact]
    public async Task Save_WhatAnAutomaticFlowCannotSay_IsRefusedAtItsField()
    {
        var save = server.Core.Get<SaveAccessFlow>();
        foreach (var (field, rule) in new (string, FlowRule)[]
        {
            ("Approvers", Rule() with { Approvers = new([server.Carol.Id!.Value], []) }),
            ("MaxDuration", Rule() with { MaxDuration = TimeSpan.FromMinutes(29) }),
            ("DefaultDuration", Rule() with { DefaultDuration = TimeSpan.FromHours(1) }),
            ("UntilEnded", Rule() with { UntilEnded = true }),
            ("JustificationPattern", Rule() with { JustificationRequired = true }),
            ("Grantees", Rule() with { Grantees = new([], []) }),
        })
        {
            Assert.Equal(field, Assert.Single((await save.AddAsync(server.Ada, "Another", rule)).Problems).Field);
        }
    }

    private FlowRule Rule() => new()
    {
        Kind = FlowKind.Automatic,
        Grantees = new([], []) { Shifts = [shift] },
        Targets = new() { Integrations = [server.Integration] },
        LinuxGroups = ["docker"],
        MaxDuration = TimeSpan.FromHours(24),
    };

    private Task<DateTimeOffset?> GiveAsync() => server.Core.Get<GiveAutomatically>().RunAsync();

    private async Task<AccessFlow> FlowAsync() => Screen.Done(await server.Core.Get<ListAccessFlows>().FindAsync(server.Ada, flow));

    /// <summary>A visit at which the server does all it is told.</summary>
    private async Task<ServerState> ConfirmAsync()
    {
        await server.Core.Get<IServerStore>().MakeDueAsync(server.Id, server.Clock.Now, default);
        return await server.VisitAsync(state => string.Concat(state.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n").Concat(state.Endings.Select(e => $"ended {e.Grant}\n"))));
    }

    /// <summary>What somebody sees as open under My Requests, as far as it is not about to end.</summary>
    private async Task<IReadOnlyList<RequestRow>> OpenAsync(Actor who) =>
        [.. (await server.Core.Get<ShowRequests>().ListAsync(who, new(IsOpen: true), new(0, 50))).Items.Where(r => r.Servers.Any(s => s.Grant is { State: GrantState.Pending or GrantState.Active }))];
}
