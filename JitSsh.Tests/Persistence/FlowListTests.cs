using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>The list of access flows, as the database pages and filters it.</summary>
public sealed class FlowListTests : IAsyncLifetime
{
    private AnsweredServer server = null!;
    private AccessFlow first = null!;

    private ListAccessFlows List => server.Core.Get<ListAccessFlows>();

    public async ValueTask InitializeAsync()
    {
        server = await AnsweredServer.StartAsync();
        first = Screen.Done(await List.RunAsync(server.Ada, new(), Page.First)).Items.Single();
        await AddAsync("A", ["prod", "web"]);
        await AddAsync("B", ["Prod"]);
        await AddAsync("C", []);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task List_IsPagedByName_AndFiltered()
    {
        Assert.Equal(["B", "C"], await NamesAsync(new(), new(1, 2)));
        Assert.Equal(4, Screen.Done(await List.RunAsync(server.Ada, new(), new(1, 2))).Total);
        Assert.Equal(["A"], await NamesAsync(new(Label: "prod")));
        Assert.Equal(["A", "B"], await NamesAsync(new(Search: "prod carol")));
        Assert.Equal(["A"], await NamesAsync(new(Search: "carol", Label: "web")));
        Assert.Empty(await NamesAsync(new(Search: "nobody")));

        var a = await FindAsync("A");
        Screen.Done(await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, a.Id, a.Version, "Z", a.Rule with { Labels = ["web", "old"] }, isActive: false));
        Assert.Equal(["Z"], await NamesAsync(new(IsActive: false)));
        Assert.Equal(["Z"], await NamesAsync(new(Search: "old", IsActive: false)));
        Assert.Equal(["B", "C", first.Name], (await NamesAsync(new(IsActive: true))).Order(StringComparer.Ordinal));
        Assert.Empty(await NamesAsync(new(Label: "prod")));
        Assert.Equal((2, "Z"), ((await FindAsync("Z")).Version, (await NamesAsync(new(Label: "old"))).Single()));
    }

    [Fact]
    public async Task Filters_AreWhatFlowsHave_UntilTheyAreGone()
    {
        var filters = Screen.Done(await List.FiltersAsync(server.Ada));
        Assert.Equal((4, 0), (filters.Active, filters.Inactive));
        Assert.Equal(["Prod", "prod", "web"], filters.Labels);

        Screen.Done(await server.Core.Get<SaveAccessFlow>().RemoveAsync(server.Ada, (await FindAsync("A")).Id));
        Assert.Equal(["Prod"], Screen.Done(await List.FiltersAsync(server.Ada)).Labels);
        Assert.Equal(["B", "C"], (await NamesAsync(new())).Except([first.Name]));
    }

    [Fact]
    public async Task List_OfSomebodyWhoIsNoAdmin_IsNotThere()
    {
        Assert.Equal(OutcomeKind.NotFound, (await List.RunAsync(server.Alice, new(), Page.First)).Kind);
        Assert.Equal(OutcomeKind.NotFound, (await List.FiltersAsync(server.Alice)).Kind);
    }

    private async Task AddAsync(string name, string[] labels) =>
        Screen.Done(await server.Core.Get<SaveAccessFlow>().AddAsync(server.Ada, name, first.Rule with { Labels = labels, Grantees = new([server.Carol.Id!.Value], []) }));

    private async Task<AccessFlow> FindAsync(string name) => Screen.Done(await List.RunAsync(server.Ada, new(), Page.First)).Items.Single(f => f.Name == name);

    private async Task<IEnumerable<string>> NamesAsync(FlowFilter filter, Page? page = null) => Screen.Done(await List.RunAsync(server.Ada, filter, page ?? Page.First)).Items.Select(f => f.Name);
}
