using JitSsh.Core.AccessFlows;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Portal.Requests;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Requests;

public sealed class RequestScreenTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task NewRequest_ServersInTheAddress_AreChosenAndNothingElseIsPreselected()
    {
        var shown = await screen.ShowAsync<NewRequest>(screen.Alice, $"/request?server={screen.Servers["web-prod-2"]}&server={screen.Servers["web-prod-1"]}");

        Assert.Equal(["web-prod-2", "web-prod-1"], shown.QuerySelectorAll(".chip span").Select(c => c.TextContent));
        Assert.Equal(2, shown.QuerySelectorAll("table input[checked]").Length);
        var groups = shown.QuerySelector("fieldset")!;
        Assert.Contains("docker", groups.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("developers", groups.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Default"], groups.QuerySelectorAll("input[checked]").Select(i => i.ParentElement!.TextContent.Trim().Split(' ')[0]));
        Assert.Contains("(required)", shown.QuerySelector("label[for=justification]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewRequest_ServersThatMayNotBeAskedFor_AreNotNamed()
    {
        var shown = await screen.ShowAsync<NewRequest>(screen.Carol, $"/request?server={screen.Servers["db-prod"]}&server={Guid.NewGuid()}");

        Assert.Equal(["2 servers that you may not ask for"], shown.QuerySelectorAll(".chip span").Select(c => c.TextContent));
        Assert.DoesNotContain("db-prod", shown.TextContent, StringComparison.Ordinal);
        Assert.Equal("No servers to ask for", shown.QuerySelector(".empty-state h2")!.TextContent);
    }

    [Fact]
    public async Task NewRequest_Again_IsFilledInFromTheOldOne()
    {
        var before = await screen.RequestAsync("web-prod-1");
        var shown = await screen.ShowAsync<NewRequest>(screen.Alice, $"/request?again={before}");

        Assert.Equal(["web-prod-1"], shown.QuerySelectorAll(".chip span").Select(c => c.TextContent));
        Assert.Equal("Deploy release 12", shown.QuerySelector("#justification")!.GetAttribute("value") ?? shown.QuerySelector("#justification")!.TextContent);
        Assert.Equal("2 hours", shown.QuerySelector("input[type=radio][checked]")!.ParentElement!.TextContent.Trim());
    }

    [Fact]
    public async Task NewRequest_AgainOfSomebodyElse_TellsNothing()
    {
        var before = await screen.RequestAsync("web-prod-1");
        var shown = await screen.ShowAsync<NewRequest>(screen.Carol, $"/request?again={before}");

        Assert.Empty(shown.QuerySelectorAll(".chip"));
        Assert.DoesNotContain("Deploy", shown.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecast_OnlyTheReasonMissing_SaysWhoWouldBeAskedAndWhatIsMissing()
    {
        var forecast = await AskAsync(new() { Servers = [screen.Servers["web-prod-1"]], Duration = TimeSpan.FromHours(1) });

        Assert.True(forecast.NeedsOnlyJustification);
        Assert.Equal(["Bob Approver"], forecast.Analysis!.Approvers.Select(p => p.Name));
        Assert.Equal(["Justification"], forecast.Problems.Select(p => p.Field));
    }

    [Fact]
    public async Task Forecast_NotAllowed_SaysWhyAtTheField()
    {
        var forecast = await AskAsync(new() { Servers = [screen.Servers["web-prod-1"]], Duration = TimeSpan.FromHours(9), LinuxGroups = ["wheel"], Justification = "x" });

        Assert.Null(forecast.Analysis);
        Assert.Equal(["LinuxGroups", "Duration"], forecast.Problems.Select(p => p.Field));
    }

    [Fact]
    public async Task Forecast_Automatic_NeedsNobody()
    {
        var forecast = await AskAsync(new() { Servers = [screen.Servers["dev-1"]], Duration = TimeSpan.FromHours(1) });

        Assert.False(forecast.NeedsOnlyJustification);
        Assert.Empty(forecast.Problems);
        Assert.True(forecast.Analysis!.Flow.Rule.IsAutomatic);
    }

    [Fact]
    public async Task NewRequest_For_IsAskedOnlyOfManagersWhereAFlowLetsThem()
    {
        var alice = Screen.Done(await screen.Core.Get<ListPeople>().FindAsync(screen.Ada, screen.Alice.Id!.Value)).Person;
        Screen.Done(await screen.Core.Get<ChangePerson>().RunAsync(
            screen.Ada, alice.Id, new() { Name = alice.Name, Email = alice.Email, LinuxName = alice.LinuxName, Groups = [screen.Operations], ManagerId = screen.Carol.Id }, true));
        Assert.Null((await screen.ShowAsync<NewRequest>(screen.Carol, "/request")).QuerySelector("#whom"));
        var flow = Screen.Done(await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved));
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(screen.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with { ForReports = true }, true));
        Assert.Equal(["me", "Alice Requester"], (await screen.ShowAsync<NewRequest>(screen.Carol, "/request")).QuerySelectorAll("#whom option").Select(o => o.TextContent));
        Assert.Null((await screen.ShowAsync<NewRequest>(screen.Bob, "/request")).QuerySelector("#whom"));

        var id = Screen.Done(await screen.Core.Get<SubmitRequest>().RunAsync(
            screen.Carol, new() { For = alice.Id, Servers = [screen.Servers["web-prod-1"]], Duration = TimeSpan.FromHours(1), Justification = "For the release" }));
        var page = await screen.ShowAsync<RequestPage>(screen.Carol, $"/requests/{id}", (nameof(RequestPage.Id), id.Value));
        Assert.Contains("Alice Requester; Carol Other asked for Alice Requester", page.QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Cancel request", page.QuerySelector(".page-actions")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Asked for others", (await screen.ShowAsync<MyRequests>(screen.Carol, "/requests")).TextContent, StringComparison.Ordinal);
        Assert.Contains("Carol Other asked for Alice Requester: web-prod-1", (await screen.ShowAsync<JitSsh.Portal.Approvals.Tasks>(screen.Bob, "/tasks")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestPage_Pending_SaysForWhomItWaitsAndCanBeCancelled()
    {
        var id = await screen.RequestAsync("web-prod-1", "web-prod-2");
        var mine = await screen.ShowAsync<RequestPage>(screen.Alice, $"/requests/{id}", (nameof(RequestPage.Id), id.Value));

        Assert.Contains("Bob Approver", mine.QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Cancel request", mine.QuerySelector(".page-actions")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, mine.QuerySelectorAll("article").Length);

        var bobs = await screen.ShowAsync<RequestPage>(screen.Bob, $"/requests/{id}", (nameof(RequestPage.Id), id.Value));
        Assert.DoesNotContain("Cancel request", bobs.TextContent, StringComparison.Ordinal);
        Assert.Equal("Nothing here", (await screen.ShowAsync<RequestPage>(screen.Carol, $"/requests/{id}", (nameof(RequestPage.Id), id.Value))).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task NewRequest_Favourites_AreThereToChoose()
    {
        Screen.Done(await screen.Core.Get<Favourites>().SaveAsync(screen.Alice, "Web", [screen.Servers["web-prod-1"]], []));
        var shown = await screen.ShowAsync<NewRequest>(screen.Alice, "/request");
        Assert.Equal("Choose the servers of Web", shown.QuerySelector("ul[aria-label='My favourites'] button")!.GetAttribute("aria-label"));
        Assert.DoesNotContain("emergency", shown.TextContent, StringComparison.Ordinal);
        Assert.Null((await screen.ShowAsync<NewRequest>(screen.Bob, "/request")).QuerySelector("ul[aria-label='My favourites']"));
    }

    [Fact]
    public async Task RequestPage_InSteps_SaysWhichStepItWaitsIn()
    {
        var flow = Screen.Done(await screen.Core.Get<ListAccessFlows>().FindAsync(screen.Ada, screen.Approved));
        Screen.Done(await screen.Core.Get<SaveAccessFlow>().ChangeAsync(screen.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with
        {
            Approval = new() { Steps = [new() { Approvers = flow.Rule.Approvers! }, new() { Approvers = new([screen.Carol.Id!.Value, screen.Ada.Id!.Value], []), All = true }] },
        }, true));
        var id = await screen.RequestAsync("web-prod-1");
        Assert.Contains("step 1 of 2: Bob Approver", (await PageAsync(id)).QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
        Screen.Done(await screen.Core.Get<DecideRequest>().RunAsync(screen.Bob, id, true, ""));
        Assert.Contains("step 2 of 2: all of Ada Admin, Carol Other", (await PageAsync(id)).QuerySelector(".facts")!.TextContent, StringComparison.Ordinal);
    }

    private Task<AngleSharp.Dom.IElement> PageAsync(JitSsh.Core.Common.RequestId id) => screen.ShowAsync<RequestPage>(screen.Alice, $"/requests/{id}", (nameof(RequestPage.Id), id.Value));

    [Fact]
    public async Task MyRequests_OpenAndClosed_AreApart()
    {
        var open = await screen.RequestAsync("web-prod-1");
        var cancelled = await screen.RequestAsync("web-prod-2");
        Screen.Done(await screen.Core.Get<CancelRequest>().RunAsync(screen.Alice, cancelled));

        var shown = await screen.ShowAsync<MyRequests>(screen.Alice, "/requests");
        Assert.Equal([$"/requests/{open}", $"/requests/{cancelled}"], shown.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")));
        Assert.Equal(["Open requests", "Closed requests"], shown.QuerySelectorAll("caption").Select(c => c.TextContent));
        Assert.Equal("You have not asked for anything yet", (await screen.ShowAsync<MyRequests>(screen.Bob, "/requests")).QuerySelector(".empty-state h2")!.TextContent);
    }

    private Task<Forecast> AskAsync(AccessInput input) => Forecast.AskAsync(screen.Core.Get<AnalyseRequest>(), screen.Alice, input, CancellationToken.None);
}
