using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Requests;

/// <summary>The readings that the screens need, over a real database.</summary>
public sealed class ReadsTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Chosen_OneServer_IsEverythingItsFlowsAllow()
    {
        var choice = await ChosenAsync(screen.Alice, "dev-1");
        Assert.Equal(TimeSpan.FromHours(8), choice.MaxDuration);
        Assert.Equal(["docker"], choice.LinuxGroups);
        Assert.False(choice.JustificationRequired);
    }

    [Fact]
    public async Task Chosen_SeveralServers_IsWhatAFlowOverAllOfThemAllows()
    {
        var choice = await ChosenAsync(screen.Alice, "dev-1", "web-prod-1");
        Assert.Equal(["dev-1", "web-prod-1"], choice.Servers.Select(s => s.Name));
        Assert.True(choice.JustificationRequired);
    }

    [Fact]
    public async Task Chosen_ServersOfOthers_AreLeftOutAsIfTheyDidNotExist()
    {
        var choice = await ChosenAsync(screen.Carol, "dev-1", "web-prod-1");
        Assert.Empty(choice.Servers);
        Assert.Equal(TimeSpan.Zero, choice.MaxDuration);
        Assert.Empty((await screen.Core.Get<FindRequestable>().ChosenAsync(Actor.System, [screen.Servers["dev-1"]])).Servers);
    }

    [Fact]
    public async Task IsOpen_FollowsTheRequestAndItsGrants()
    {
        var id = await screen.RequestAsync("web-prod-1", "web-prod-2");
        Assert.True(await IsOpenAsync(id));
        Screen.Done(await screen.Core.Get<DecideRequest>().RunAsync(screen.Bob, id, true, ""));
        Assert.True(await IsOpenAsync(id));
        Screen.Done(await screen.Core.Get<EndAccess>().RunAsync(screen.Alice, id, screen.Servers["web-prod-1"]));
        Assert.True(await IsOpenAsync(id));
        Screen.Done(await screen.Core.Get<EndAccess>().RunAsync(screen.Alice, id));
        await screen.Core.UntilAsync(() => IsOpenAsync(id), open => !open);
        Screen.Done(await screen.Core.Get<CancelRequest>().RunAsync(screen.Alice, id = await screen.RequestAsync("web-prod-1")));
        Assert.False(await IsOpenAsync(id));
    }

    [Fact]
    public async Task WaitsFor_OnlyWhileItWaits_AndOnlyForThoseWhoMaySeeIt()
    {
        var id = await screen.RequestAsync("web-prod-1");
        Assert.Equal(["Bob Approver"], await screen.Core.Get<ShowRequests>().WaitsForAsync(screen.Alice, id));
        Assert.Empty(await screen.Core.Get<ShowRequests>().WaitsForAsync(screen.Carol, id));
        Screen.Done(await screen.Core.Get<DecideRequest>().RunAsync(screen.Bob, id, false, "No"));
        Assert.Empty(await screen.Core.Get<ShowRequests>().WaitsForAsync(screen.Alice, id));
    }

    [Fact]
    public async Task Named_AlsoThoseNotActive_ForAdminsOnly()
    {
        Screen.Done(await screen.Core.Get<ChangePerson>().RunAsync(screen.Ada, screen.Carol.Id!.Value, new() { Name = "Carol Other", Email = "carol@example.com", LinuxName = "carol" }, isActive: false));
        PersonId[] ids = [screen.Carol.Id!.Value, screen.Bob.Id!.Value, new(Guid.NewGuid())];
        Assert.Equal(["Bob Approver", "Carol Other"], Screen.Done(await screen.Core.Get<ListPeople>().NamedAsync(screen.Ada, ids)).Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(OutcomeKind.NotFound, (await screen.Core.Get<ListPeople>().NamedAsync(screen.Alice, ids)).Kind);
    }

    private Task<RequestableChoice> ChosenAsync(Actor actor, params string[] servers) => screen.Core.Get<FindRequestable>().ChosenAsync(actor, [.. servers.Select(s => screen.Servers[s])]);

    private async Task<bool> IsOpenAsync(RequestId id)
    {
        var list = screen.Core.Get<ShowRequests>();
        var open = (await list.ListAsync(screen.Alice, new(IsOpen: true), Page.First)).Items.Any(r => r.Request.Id == id);
        var closed = (await list.ListAsync(screen.Alice, new(IsOpen: false), Page.First)).Items.Any(r => r.Request.Id == id);
        Assert.NotEqual(open, closed);
        return open;
    }
}
