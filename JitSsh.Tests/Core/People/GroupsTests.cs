using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.People;

public sealed class GroupsTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Memberships_OfNestedGroups_AreAllOnTheWayUp()
    {
        var inner = await SaveAsync("Inner", [screen.Carol]);
        var middle = await SaveAsync("Middle", [], inner);
        var outer = await SaveAsync("Outer", [screen.Bob], middle);
        await SaveAsync("Beside", [screen.Bob]);

        Assert.Equal(new HashSet<GroupId> { inner, middle, outer }, (await MembershipsAsync(screen.Carol)).ToHashSet());
        Assert.Equal(["Bob Approver", "Carol Other"], await ActiveAsync(outer));
        Assert.Equal(["Carol Other"], await ActiveAsync(inner));
        Assert.Equal(["Alice Requester", "Carol Other"], await ActiveAsync(middle, screen.Operations));
        Assert.Empty(await ActiveAsync());
    }

    [Fact]
    public async Task Flow_ForAGroup_IsAlsoForThoseInAGroupWithinIt()
    {
        var find = screen.Core.Get<FindRequestable>();
        Assert.Empty((await find.ChosenAsync(screen.Carol, [screen.Servers["dev-1"]])).Servers);
        var inner = await SaveAsync("Inner", [screen.Carol]);
        Screen.Done(await screen.Core.Get<SaveGroup>().RunAsync(screen.Ada, screen.Operations, "Operations", [screen.Alice.Id!.Value], [inner]));
        Assert.Single((await find.ChosenAsync(screen.Carol, [screen.Servers["dev-1"]])).Servers);
    }

    [Fact]
    public async Task Save_Circle_IsRefusedWithASentenceThatNamesIt()
    {
        var a = await SaveAsync("A", []);
        var b = await SaveAsync("B", [], a);
        var c = await SaveAsync("C", [], b);
        var refused = await screen.Core.Get<SaveGroup>().RunAsync(screen.Ada, a, "A", [], [c]);
        Assert.Equal("Groups", Assert.Single(refused.Problems).Field);
        Assert.Equal("These groups would be in each other in a circle: A > C > B > A. Take one of them out.", refused.Sentence);
        Assert.Contains("A > A", (await screen.Core.Get<SaveGroup>().RunAsync(screen.Ada, a, "A", [], [a])).Sentence, StringComparison.Ordinal);
        Assert.Empty(Screen.Done(await screen.Core.Get<ListPeople>().GroupAsync(screen.Ada, a)).Groups);
    }

    [Fact]
    public async Task Group_Shown_SaysWhoIsInItByWhichWay()
    {
        var inner = await SaveAsync("Inner", [screen.Carol, screen.Bob]);
        var middle = await SaveAsync("Middle", [], inner);
        var outer = await SaveAsync("Outer", [screen.Bob], middle);
        var shown = Screen.Done(await screen.Core.Get<ListPeople>().GroupAsync(screen.Ada, outer));
        Assert.Equal(
            ["Bob Approver:", "Bob Approver:Middle>Inner", "Carol Other:Middle>Inner"],
            shown.Everyone.Select(w => $"{w.Person.Name}:{string.Join('>', w.Way.Select(g => g.Name))}"));
        Assert.Equal(["Outer"], Screen.Done(await screen.Core.Get<ListPeople>().GroupAsync(screen.Ada, middle)).IsIn.Select(g => g.Name));
        Assert.Equal(OutcomeKind.NotFound, (await screen.Core.Get<ListPeople>().GroupAsync(screen.Alice, outer)).Kind);
    }

    [Fact]
    public async Task Remove_GroupBetween_EndsTheWay()
    {
        var inner = await SaveAsync("Inner", [screen.Carol]);
        var middle = await SaveAsync("Middle", [], inner);
        var outer = await SaveAsync("Outer", [], middle);
        Screen.Done(await screen.Core.Get<SaveGroup>().RemoveAsync(screen.Ada, middle));
        Assert.Empty(await ActiveAsync(outer));
        Assert.Equal([inner], await MembershipsAsync(screen.Carol));
    }

    private async Task<GroupId> SaveAsync(string name, IEnumerable<Actor> members, params GroupId[] groups) =>
        Screen.Done(await screen.Core.Get<SaveGroup>().RunAsync(screen.Ada, null, name, [.. members.Select(m => m.Id!.Value)], groups));

    private async Task<IReadOnlyCollection<GroupId>> MembershipsAsync(Actor actor) =>
        (await screen.Core.Get<IPeopleStore>().MembershipsOfAsync(actor.Id!.Value, DateTimeOffset.UnixEpoch, default)).Groups;

    private async Task<IEnumerable<string>> ActiveAsync(params GroupId[] groups) =>
        (await screen.Core.Get<IPeopleStore>().ActiveAmongAsync([], groups, [], DateTimeOffset.UnixEpoch, default)).Select(p => p.Name);
}
