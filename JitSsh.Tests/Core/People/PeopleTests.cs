using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.People;

public sealed class PeopleTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Deactivate_EndsEverythingAtOnceAndForGood()
    {
        var (_, grant) = await server.ActiveAsync();
        var tokens = server.Core.Get<AccessTokens>();
        var token = Screen.Done(await tokens.CreateAsync(server.Alice, "laptop", TimeSpan.FromDays(1)));
        Assert.NotNull(await tokens.RecogniseAsync(token));
        var pending = await PendingAsync();

        await SetActiveAsync(false);
        Assert.Equal(GrantState.Ending, (await server.GrantAsync(grant.RequestId)).State);
        Assert.Equal(EndReason.PersonDisabled, (await server.GrantAsync(grant.RequestId)).EndReason);
        Assert.Equal(server.Clock.Now, (await server.ReadAsync()).NextReconcileAt);
        Assert.Null(await tokens.RecogniseAsync(token));
        Assert.Null(await server.Core.Get<LoadActor>().RunAsync(server.Alice.Id!.Value));
        Assert.Equal(RequestState.Cancelled, Screen.Done(await server.Core.Get<ShowRequests>().FindAsync(server.Ada, pending)).Request.State);

        // Activated again before any server was reached: what ended stays ended.
        await SetActiveAsync(true);
        Assert.Equal(GrantState.Ending, (await server.GrantAsync(grant.RequestId)).State);
        Assert.Empty((await server.VisitAsync(state => string.Concat(state.Accounts.Select(a => $"account {a.Name} gone\n")))).Accounts.SelectMany(a => a.TrustLines));
        Assert.Null(await tokens.RecogniseAsync(token));
        Assert.Single(await server.AuditAsync("access-token.revoked"));
    }

    [Fact]
    public async Task Deactivate_ApprovedButNotYetGranted_NeverBegins()
    {
        var request = await server.RequestAsync();
        await SetActiveAsync(false);
        Assert.Equal((GrantState.Ended, EndReason.PersonDisabled), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndReason!.Value));
        await SetActiveAsync(true);
        Assert.Equal(GrantState.Ended, (await server.GrantAsync(request)).State);
    }

    [Fact]
    public async Task LinuxName_OfAnother_IsRefusedWithTheWayOut()
    {
        var change = await server.Core.Get<AddPerson>().RunAsync(server.Ada, new() { Name = "Alice Other", Email = "alice2@example.com", LinuxName = "alice" });
        Assert.Equal("LinuxName", Assert.Single(change.Problems).Field);
        Assert.Equal("This is the Linux name of Alice. On a server the two would be one account, so each needs their own: choose another here, for example alice2, or give Alice another first.", change.Sentence);
        Screen.Done(await server.Core.Get<AddPerson>().RunAsync(server.Ada, new() { Name = "Alice Other", Email = "alice2@example.com", LinuxName = "alice2" }));
        Assert.Contains("for example alice3", (await server.Core.Get<AddPerson>().RunAsync(server.Ada, new() { Name = "Alice Third", Email = "alice3@example.com", LinuxName = "alice" })).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manager_IsShownBothWaysAndNeverInACircle()
    {
        await ManageAsync(server.Alice, "alice", server.Carol.Id);
        var store = server.Core.Get<IPeopleStore>();
        Assert.Equal("Carol", (await store.ManagerOfAsync(server.Alice.Id!.Value, default))!.Name);
        Assert.Equal(["Alice"], (await store.ReportsOfAsync(server.Carol.Id!.Value, default)).Select(p => p.Name));
        Assert.Null(await store.ManagerOfAsync(server.Carol.Id!.Value, default));

        var circle = await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Carol.Id!.Value, Input("Carol", "carol", server.Alice.Id), true);
        Assert.Equal("ManagerId", Assert.Single(circle.Problems).Field);
        Assert.Contains("Carol > Alice > Carol", circle.Sentence, StringComparison.Ordinal);
        var oneself = await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Carol.Id!.Value, Input("Carol", "carol", server.Carol.Id), true);
        Assert.Contains("Carol > Carol", oneself.Sentence, StringComparison.Ordinal);
        var nobody = await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Carol.Id!.Value, Input("Carol", "carol", new(Guid.NewGuid())), true);
        Assert.Equal("There is no such person. Choose somebody else, or nobody.", nobody.Sentence);
    }

    private static PersonInput Input(string name, string linuxName, PersonId? manager = null) => new() { Name = name, Email = $"{linuxName}@example.com", LinuxName = linuxName, ManagerId = manager };

    private async Task ManageAsync(Actor person, string linuxName, PersonId? manager) =>
        Screen.Done(await server.Core.Get<ChangePerson>().RunAsync(server.Ada, person.Id!.Value, Input(person.Name, linuxName, manager), true));

    private async Task SetActiveAsync(bool isActive) =>
        Screen.Done(await server.Core.Get<ChangePerson>().RunAsync(server.Ada, server.Alice.Id!.Value, Input("Alice", "alice"), isActive));

    private async Task<RequestId> PendingAsync()
    {
        var flows = server.Core.Get<SaveAccessFlow>();
        var flow = Screen.Done(await server.Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Items.Single();
        Screen.Done(await flows.ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with { Approvers = new([server.Carol.Id!.Value], []) }, isActive: true));
        return await server.RequestAsync();
    }
}
