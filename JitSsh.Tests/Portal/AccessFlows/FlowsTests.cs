using JitSsh.Core.AccessFlows;
using JitSsh.Portal.AccessFlows;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.AccessFlows;

public sealed class FlowsTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Flows_Admin_SeesCardsAndFilters()
    {
        var flow = (await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved)).Value;
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(screen.Ada, flow.Id, flow.Version, flow.Name, flow.Rule, isActive: false));

        var all = await screen.ShowAsync<Flows>(screen.Ada, "/flows");
        Assert.Equal(["Development, at once Active", "Production, approved Not active"], all.QuerySelectorAll("article header").Select(h => $"{h.QuerySelector("h2")!.TextContent} {h.QuerySelector(".badge")!.TextContent}"));
        Assert.Contains("Operations", all.QuerySelector("article dl")!.TextContent, StringComparison.Ordinal);

        Assert.Equal(["Production, approved"], (await screen.ShowAsync<Flows>(screen.Ada, "/flows?show=inactive")).QuerySelectorAll("article h2").Select(h => h.TextContent));
        Assert.Equal(["Production, approved"], (await screen.ShowAsync<Flows>(screen.Ada, "/flows?q=bob")).QuerySelectorAll("article h2").Select(h => h.TextContent));
        Assert.Equal("No access flow matches", (await screen.ShowAsync<Flows>(screen.Ada, "/flows?q=nothing")).QuerySelector(".empty-state h2")!.TextContent);
    }

    [Fact]
    public async Task Flows_Member_AreNotThere()
    {
        Assert.Equal("Nothing here", (await screen.ShowAsync<Flows>(screen.Alice, "/flows")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<FlowBuilder>(screen.Alice, "/flows/new")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Builder_ExistingFlow_ShowsItAndWhatItMeans()
    {
        var shown = await screen.ShowAsync<FlowBuilder>(screen.Ada, $"/flows/{screen.Approved}", (nameof(FlowBuilder.Id), screen.Approved.Value));

        Assert.Equal("Production, approved", shown.QuerySelector("#flow-name")!.GetAttribute("value"));
        Assert.Equal("8 hours", shown.QuerySelector("#flow-duration")!.GetAttribute("value"));
        Assert.Equal(["Group Operations", "Bob Approver"], shown.QuerySelectorAll(".chip span").Select(c => c.TextContent));
        var meaning = shown.QuerySelector("aside")!;
        Assert.Equal(["1 person may ask", "4 servers", "1 person would be asked"], meaning.QuerySelectorAll("h3").Select(h => h.TextContent));
        Assert.Contains("Alice Requester", meaning.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nobody approves their own request.", shown.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AutomaticFlow_IsWordedSo_AndOffersNothingThatOnlyAskingNeeds()
    {
        var old = (await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved)).Value;
        var rule = old.Rule with { Kind = FlowKind.Automatic, Approvers = null, JustificationRequired = false };
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(screen.Ada, old.Id, old.Version, old.Name, rule, isActive: true));

        var card = (await screen.ShowAsync<Flows>(screen.Ada, "/flows?q=production")).QuerySelector("article")!;
        Assert.Contains("by nobody: they have it while they match", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("Automatic: nobody asks.", card.TextContent, StringComparison.Ordinal);

        var shown = await screen.ShowAsync<FlowBuilder>(screen.Ada, $"/flows/{screen.Approved}", (nameof(FlowBuilder.Id), screen.Approved.Value));
        Assert.True(shown.QuerySelector("section[aria-labelledby=clause-by]")!.HasAttribute("hidden"));
        Assert.Null(shown.QuerySelector("#flow-default-duration"));
        Assert.Null(shown.QuerySelector("#flow-pattern"));
        Assert.Equal("1 person has it now", shown.QuerySelector("aside h3")!.TextContent);
    }

    [Fact]
    public async Task Builder_Duplicate_IsANewFlowWithAnotherName()
    {
        var shown = await screen.ShowAsync<FlowBuilder>(screen.Ada, $"/flows/new?from={screen.Approved}");

        Assert.Equal("New access flow", shown.QuerySelector("h1")!.TextContent);
        Assert.Equal("Copy of Production, approved", shown.QuerySelector("#flow-name")!.GetAttribute("value"));
    }
}
