using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications.InApp;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>Approved by the owner of each server, whom a tag names; on a real database.</summary>
public sealed class ServerOwnerTests : IAsyncLifetime
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
    public async Task Decide_TwoServersOfTwoOwners_BothHaveToApprove()
    {
        var servers = await TaggedAsync(("Owner", "Bob@Example.com"), ("owner", "dan@example.com"));
        await FlowAsync(Owners());
        var analysis = Done(await Core.Get<AnalyseRequest>().RunAsync(server.Alice, Asking(servers)));
        Assert.Equal(["Bob", "Dan"], Assert.Single(analysis.Steps).First.Select(p => p.Name));
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking(servers)));
        foreach (var owner in new[] { bob, dan })
        {
            Assert.Contains(Done(await Core.Get<MyNotices>().ListAsync(owner, false, Page.First)).Items, n => n.Notice.RequestId == request);
        }

        Assert.DoesNotContain(Done(await Core.Get<MyNotices>().ListAsync(eve, false, Page.First)).Items, n => n.Notice.RequestId == request);
        Assert.Equal(OutcomeKind.NotFound, (await Core.Get<DecideRequest>().RunAsync(eve, request, true, "")).Kind);
        Assert.Equal(2, Assert.Single(await Core.Get<ListTasks>().RunAsync(bob)).Step!.Needed);
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, ""));
        Assert.Equal(RequestState.Pending, await StateAsync(request));
        Assert.Equal(["Dan"], await Core.Get<ShowRequests>().WaitsForAsync(server.Alice, request));
        Done(await Core.Get<DecideRequest>().RunAsync(dan, request, true, ""));
        Assert.Equal(RequestState.Approved, await StateAsync(request));
    }

    [Fact]
    public async Task Decide_AnOwnerLeavesTheOtherServerOut_IsApprovedForTheirs()
    {
        var servers = await TaggedAsync(("owner", "bob@example.com"), ("owner", "dan@example.com"));
        await FlowAsync(Owners());
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking(servers)));
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, new(true, "") { Servers = [servers[0]] }));
        Assert.Equal(RequestState.Approved, await StateAsync(request));
        Assert.Equal([servers[0]], (await RowAsync(request)).Kept.Select(s => s.ServerId));
    }

    [Fact]
    public async Task Decide_SomebodyBesidesTheOwners_DecidesOnAll()
    {
        var servers = await TaggedAsync(("owner", "bob@example.com"), null);
        await FlowAsync(Owners() with { Approvers = new([eve.Id!.Value], []) });
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking(servers)));
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, true, ""));
        Assert.Equal(RequestState.Pending, await StateAsync(request));
        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
        Assert.Equal(RequestState.Approved, await StateAsync(request));
    }

    [Fact]
    public async Task Decide_OneStandsInForBothOwners_SpeaksForBoth()
    {
        var servers = await TaggedAsync(("owner", "bob@example.com"), ("owner", "dan@example.com"));
        await FlowAsync(Owners());
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking(servers)));
        foreach (var owner in new[] { bob, dan })
        {
            Done(await Core.Get<DelegateDecisions>().AddAsync(owner, "eve@example.com", server.Clock.Now, server.Clock.Now.AddDays(1)));
        }

        Done(await Core.Get<DecideRequest>().RunAsync(eve, request, true, ""));
        Assert.Equal(RequestState.Approved, await StateAsync(request));
        Assert.Equal(["Bob", "Dan"], Assert.Single((await RowAsync(request)).Decisions).ForNames.Order());
    }

    [Fact]
    public async Task Decide_TheTagIsGoneMeanwhile_SaysSoUntilTheServerIsLeftOut()
    {
        var servers = await TaggedAsync(("owner", "bob@example.com"), ("owner", "dan@example.com"));
        await FlowAsync(Owners());
        var request = Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking(servers)));
        await TaggedAsync(("owner", "bob@example.com"), null);
        var refused = await Core.Get<DecideRequest>().RunAsync(bob, request, true, "");
        Assert.Equal((OutcomeKind.Conflict, "Nobody can approve this: web-02 has no owner, since it has no tag 'owner'. Leave this server out, or tell an admin."), (refused.Kind, refused.Sentence));
        Done(await Core.Get<DecideRequest>().RunAsync(bob, request, new(true, "") { Servers = [servers[0]] }));
        Assert.Equal(RequestState.Approved, await StateAsync(request));
    }

    [Theory]
    [InlineData(null, "web-02 has no owner, since it has no tag 'owner'")]
    [InlineData("nobody@example.com", "web-02 has no owner, since its tag 'owner' says \"nobody@example.com\", which is no active person's e-mail address")]
    [InlineData("dan@example.com", "web-02 has no owner, since its tag 'owner' says \"dan@example.com\", which is no active person's e-mail address")]
    [InlineData("ALICE@example.com", "the owner of web-02, by its tag 'owner', asks for it or gets it, and nobody approves that")]
    public async Task Submit_OfAServerThatNobodyCanApprove_IsRefusedWithItsNameAndTag(string? owner, string why)
    {
        Done(await Core.Get<ChangePerson>().RunAsync(server.Ada, dan.Id!.Value, new() { Name = "Dan", Email = "dan@example.com" }, false));
        var servers = await TaggedAsync(("owner", "bob@example.com"), owner is null ? null : ("owner", owner));
        await FlowAsync(Owners());
        var problem = Assert.Single((await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking(servers))).Problems);
        Assert.Equal(("Servers", $"Nobody can approve this: {why}. Leave this server out, or tell an admin."), (problem.Field, problem.Sentence));
        Assert.Equal(problem.Sentence, Assert.Single((await Core.Get<AnalyseRequest>().RunAsync(server.Alice, Asking(servers))).Problems).Sentence);
        Done(await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking([servers[0]])));
    }

    [Fact]
    public async Task Integration_NamesAnotherTag_ThatOneIsRead()
    {
        var servers = await TaggedAsync(("owner", "bob@example.com"), ("contact", "dan@example.com"));
        await FlowAsync(Owners());
        var integration = Done(await Core.Get<ListIntegrations>().FindAsync(server.Ada, server.Integration));
        var input = new IntegrationInput { Name = integration.Name, LoginUser = integration.LoginUser, Source = integration.Source with { OwnerTag = "Contact" } };
        Assert.Equal("OwnerTag", Assert.Single((await Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, input with { Source = input.Source with { OwnerTag = "a\nb" } })).Problems).Field);
        Done(await Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, input));
        Assert.Equal(["Dan"], Done(await Core.Get<AnalyseRequest>().RunAsync(server.Alice, Asking([servers[1]]))).Approvers.Select(p => p.Name));
        Assert.Contains("tag 'Contact'", (await Core.Get<SubmitRequest>().RunAsync(server.Alice, Asking([servers[0]]))).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_SaysHowManyServersHaveNoOwnerAndRefusesWhenNoneHas()
    {
        await TaggedAsync(("owner", "bob@example.com"), null);
        var flow = (await Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Value.Items[0];
        var rule = flow.Rule with { Approval = new() { Steps = [Owners()] } };
        var forecast = Done(await Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow.Id, flow.Name, rule, true));
        Assert.Empty(forecast.Problems);
        Assert.Equal(["1 of 2 servers has no owner: web-02. A request for it is refused, since nobody could approve it."], forecast.Notes);
        var besides = rule with { Approval = new() { Steps = [Owners() with { Approvers = new([eve.Id!.Value], []) }] } };
        Assert.Contains("only the others", Assert.Single(Done(await Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow.Id, flow.Name, besides, true)).Notes), StringComparison.Ordinal);

        await TaggedAsync(null, null);
        var problem = Assert.Single((await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, rule, true)).Problems);
        Assert.Equal("Approvers", problem.Field);
        Assert.StartsWith("Nobody could approve this: none of these 2 servers has an owner. Give the servers the tag 'owner'", problem.Sentence, StringComparison.Ordinal);
        Done(await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, besides, true));
    }

    private static T Done<T>(Outcome<T> outcome) => Screen.Done(outcome);

    private static ApprovalStep Owners() => new() { Approvers = new([], []), Relations = [ApproverRelation.ServerOwner] };

    private static AccessInput Asking(IReadOnlyList<ServerId> servers) => new() { Servers = servers, Duration = TimeSpan.FromHours(1) };

    private async Task<Actor> PersonAsync(string name) =>
        (await Core.Get<LoadActor>().RunAsync(Done(await Core.Get<AddPerson>().RunAsync(server.Ada, new() { Name = name, Email = $"{name.ToLowerInvariant()}@example.com" }))))!;

    private async Task FlowAsync(ApprovalStep step)
    {
        var flow = (await Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Value.Items[0];
        Done(await Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with { Approval = new() { Steps = [step] } }, true));
    }

    /// <summary>A discovery finds web-01 and web-02 with these tags.</summary>
    private async Task<IReadOnlyList<ServerId>> TaggedAsync((string Name, string Value)? first, (string Name, string Value)? second)
    {
        await Core.Get<IDiscoveryStore>().ApplyAsync(server.Integration, new([Found(1, first), Found(2, second)], [new("s", "s", true, true, DiscoveryCounts.None)], []), default);
        return [.. (await Core.Get<ListServers>().OfIntegrationAsync(server.Ada, server.Integration)).Value.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => s.Id)];

        static DiscoveredServer Found(int n, (string Name, string Value)? tag) => new()
        {
            ExternalId = $"web-0{n}", Name = $"web-0{n}", VmId = $"{n}{n}{n}{n}{n}{n}{n}{n}-1111-1111-1111-111111111111", Address = $"192.0.2.{n}",
            Tags = tag is { } t ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [t.Name] = t.Value } : DiscoveredServer.NoTags,
        };
    }

    private async Task<RequestRow> RowAsync(RequestId id) => Done(await Core.Get<ShowRequests>().FindAsync(server.Ada, id));

    private async Task<RequestState> StateAsync(RequestId id) => (await RowAsync(id)).Request.State;
}
