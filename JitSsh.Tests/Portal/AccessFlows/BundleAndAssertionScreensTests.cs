using JitSsh.Core.AccessFlows;
using JitSsh.Core.Requests;
using JitSsh.Portal.AccessFlows;
using JitSsh.Portal.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.AccessFlows;

public sealed class BundleAndAssertionScreensTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Bundles_Admin_SeesWhatEachMatchesAndWhoNamesIt()
    {
        Assert.Equal("No bundle yet", (await screen.ShowAsync<Bundles>(screen.Ada, "/bundles")).QuerySelector(".empty-state h2")!.TextContent);
        var bundle = Screen.Done(await screen.Core.Get<SaveBundle>().AddAsync(screen.Ada, "Web", new() { Integrations = [screen.Integration], Names = ["web-*"], Servers = [screen.Servers["db-prod"]] }));
        var flow = (await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved)).Value;
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(
            screen.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with { Targets = new() { Integrations = [], Bundles = [bundle] }, Labels = ["web"] }, isActive: true));

        var row = (await screen.ShowAsync<Bundles>(screen.Ada, "/bundles")).QuerySelector("tbody tr")!;
        Assert.Equal(["Web", "3", "Lab servers; named web-*; the server db-prod", "Production, approved"], row.Children.Select(c => c.TextContent));
        var form = await screen.ShowAsync<BundleForm>(screen.Ada, $"/bundles/{bundle}", (nameof(BundleForm.Id), bundle.Value));
        Assert.Equal("web-*", form.QuerySelector("#target-names")!.TextContent);
        Assert.Equal(["db-prod"], form.QuerySelectorAll(".chip span").Select(c => c.TextContent));
        Assert.Contains("db-prod, web-prod-1, web-prod-2", form.TextContent, StringComparison.Ordinal);

        Assert.Equal(["Production, approved"], (await screen.ShowAsync<Flows>(screen.Ada, "/flows?label=web")).QuerySelectorAll("article h2").Select(h => h.TextContent));
        Assert.Equal(["any", "web"], (await screen.ShowAsync<Flows>(screen.Ada, "/flows")).QuerySelectorAll(".toolbar label:last-child option").Select(o => o.TextContent));
        var versions = await screen.ShowAsync<FlowVersions>(screen.Ada, $"/flows/{flow.Id}/versions", (nameof(FlowVersions.Id), flow.Id.Value));
        Assert.Equal(["For what: the bundle Web instead of Lab servers.", "Labels: added web."], versions.QuerySelectorAll("tbody tr:first-child li").Select(l => l.TextContent));
    }

    [Fact]
    public async Task Assertions_Admin_SeesWhetherTheyHold()
    {
        Assert.Equal("No assertion yet", (await screen.ShowAsync<Assertions>(screen.Ada, "/assertions")).QuerySelector(".empty-state h2")!.TextContent);
        Screen.Done(await screen.Core.Get<SaveAssertion>().AddAsync(screen.Ada, new("Carol never", new([screen.Carol.Id!.Value], []), new() { Integrations = [screen.Integration] }, null)));
        Assert.Equal("Holds", (await screen.ShowAsync<Assertions>(screen.Ada, "/assertions")).QuerySelector(".badge")!.TextContent);

        // The group has a new member, and no flow was saved.
        Screen.Done(await screen.Core.Get<JitSsh.Core.People.SaveGroup>().RunAsync(screen.Ada, screen.Operations, "Operations", [screen.Alice.Id!.Value, screen.Carol.Id!.Value]));
        var card = (await screen.ShowAsync<Assertions>(screen.Ada, "/assertions")).QuerySelector("article")!;
        Assert.Equal("Broken", card.QuerySelector(".badge")!.TextContent);
        Assert.Contains("The access flow “Production, approved” breaks this now: Carol Other could get db-prod.", card.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Screens_Member_AreNotThere()
    {
        Assert.Equal("Nothing here", (await screen.ShowAsync<Bundles>(screen.Alice, "/bundles")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<BundleForm>(screen.Alice, "/bundles/new")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<Assertions>(screen.Alice, "/assertions")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<AssertionForm>(screen.Alice, "/assertions/new")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<FlowVersions>(screen.Alice, "/flows", (nameof(FlowVersions.Id), screen.Approved.Value))).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Builder_SaysWhatChangesBySaving()
    {
        Assert.Equal("Nobody gains or loses a server.", (await screen.ShowAsync<FlowBuilder>(screen.Ada, $"/flows/{screen.Approved}", (nameof(FlowBuilder.Id), screen.Approved.Value)))
            .QuerySelector("#change-heading + p")!.TextContent);
        Assert.Equal("1 person more on 4 servers.", (await screen.ShowAsync<FlowBuilder>(screen.Ada, $"/flows/new?from={screen.Approved}")).QuerySelector("#change-heading + p")!.TextContent);
    }

    [Fact]
    public async Task NewRequest_ProposesTheFlowsTimeAndSaysWhyItGoverns()
    {
        var flow = (await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved)).Value;
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(
            screen.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with { DefaultDuration = TimeSpan.FromMinutes(45), UntilEnded = true }, isActive: true));
        var choice = await screen.Core.Get<FindRequestable>().ChosenAsync(screen.Alice, [screen.Servers["db-prod"]]);
        Assert.Equal((TimeSpan.FromHours(8), TimeSpan.FromMinutes(45), true), (choice.MaxDuration, choice.DefaultDuration, choice.UntilEnded));

        var page = await screen.ShowAsync<NewRequest>(screen.Alice, $"/request?server={screen.Servers["db-prod"]}");
        var times = page.QuerySelectorAll("input[name=duration]");
        Assert.Equal("45 minutes", times.Single(t => t.HasAttribute("checked")).ParentElement!.TextContent.Trim());
        Assert.Contains("until I end it, at most 30 days", times.Select(t => t.ParentElement!.TextContent.Trim()));
        Assert.Contains("Only the access flow 'Production, approved' allows this.", page.TextContent, StringComparison.Ordinal);
    }
}
