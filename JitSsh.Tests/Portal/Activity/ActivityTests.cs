using JitSsh.Core.Activity;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Activity;
using JitSsh.Portal.Overview;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Activity;

public sealed class ActivityTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Activity_AdminSeesAll_MembersTheirOwn()
    {
        var id = await screen.RequestAsync("web-prod-1");

        var all = await screen.ShowAsync<ActivityPage>(screen.Ada, "/activity");
        Assert.Equal([$"/activity/{id}"], all.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")));
        Assert.NotNull(all.QuerySelector(".tab-links"));

        var none = await screen.ShowAsync<ActivityPage>(screen.Carol, "/activity");
        Assert.Equal("No request yet", none.QuerySelector(".empty-state h2")!.TextContent);
        Assert.DoesNotContain("Audit log", none.QuerySelector(".tab-links")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Activity_FiltersInTheAddress_Narrow()
    {
        await screen.RequestAsync("web-prod-1");
        Screen.Done(await screen.Core.Get<CancelRequest>().RunAsync(screen.Alice, await screen.RequestAsync("web-prod-2")));

        foreach (var (query, rows) in new[]
        {
            ("", 2), ("?state=open", 1), ("?state=closed", 1), ("?state=pending", 1), ("?state=cancelled", 1), ("?state=active", 0), ("?state=nonsense", 2),
            ("?q=web-prod-2", 1), ("?q=alice&state=open", 1), ("?q=nothing", 0),
        })
        {
            Assert.True(rows == (await screen.ShowAsync<ActivityPage>(screen.Ada, $"/activity{query}")).QuerySelectorAll("tbody tr").Length, query);
        }
    }

    [Fact]
    public async Task Audit_Admin_SeesLines_MemberNothing()
    {
        var id = await screen.RequestAsync("web-prod-1");

        var lines = await screen.ShowAsync<AuditPage>(screen.Ada, "/activity/audit?q=request.submitted");
        var line = Assert.Single(lines.QuerySelectorAll("tbody tr"));
        Assert.Contains("Alice Requester", line.TextContent, StringComparison.Ordinal);
        Assert.Equal($"/requests/{id}", line.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal("Nothing here", (await screen.ShowAsync<AuditPage>(screen.Alice, "/activity/audit")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Timeline_OfARequest_ShowsThatItWasAsked_AndNothingToOthers()
    {
        var id = await screen.RequestAsync("web-prod-1");
        Assert.Contains("Asked", (await screen.ShowAsync<TimelinePage>(screen.Ada, $"/activity/{id}", ("Id", id.Value))).QuerySelector("tbody th")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Nothing here", (await screen.ShowAsync<TimelinePage>(screen.Carol, $"/activity/{id}", ("Id", id.Value))).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Overview_Admin_SeesFigures_MemberNothing()
    {
        await screen.RequestAsync("web-prod-1");
        var page = await screen.ShowAsync<OverviewPage>(screen.Ada, "/overview");
        Assert.Contains("Waiting for a decision: 1", page.TextContent, StringComparison.Ordinal);
        Assert.Equal(30, page.QuerySelectorAll("details tbody tr").Length);
        Assert.Equal("Nothing here", (await screen.ShowAsync<OverviewPage>(screen.Alice, "/overview")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Reports_ShowTheirFilterAndSchedule_ToTheirOwner()
    {
        var id = Screen.Done(await screen.Core.Get<SavedReports>().AddAsync(
            screen.Alice, new() { Name = "Failing", Filter = "state=failing&server=web", Schedule = new(ReportEvery.Week, DayOfWeek.Monday, new(8, 0), "Europe/Zurich") }));
        var row = Assert.Single((await screen.ShowAsync<ReportsPage>(screen.Alice, "/activity/reports")).QuerySelectorAll("tbody tr"));
        Assert.Contains("state failing, server web", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("every Monday at 08:00 (Europe/Zurich)", row.TextContent, StringComparison.Ordinal);
        Assert.Equal("No report yet", (await screen.ShowAsync<ReportsPage>(screen.Bob, "/activity/reports")).QuerySelector(".empty-state h2")!.TextContent);

        var page = await screen.ShowAsync<ReportPage>(screen.Alice, $"/activity/reports/{id}", ("Id", $"{id}"));
        Assert.Equal("web", page.QuerySelector("#report-server")!.GetAttribute("value"));
        Assert.Null(page.QuerySelector("#report-who"));
        Assert.Equal("Nothing here", (await screen.ShowAsync<ReportPage>(screen.Ada, $"/activity/reports/{id}", ("Id", $"{id}"))).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task NewReport_BeginsWithTheFilterOfTheAddress()
    {
        var activity = await screen.ShowAsync<ActivityPage>(screen.Ada, "/activity?who=ali&skip=50");
        Assert.Contains(activity.QuerySelectorAll("a"), a => a.GetAttribute("href") == "/activity/reports/new?who=ali");
        Assert.Equal("ali", (await screen.ShowAsync<ReportPage>(screen.Ada, "/activity/reports/new?who=ali")).QuerySelector("#report-who")!.GetAttribute("value"));
    }

    [Fact]
    public void Filter_EveryStatus_CanBeChosen() =>
        Assert.Equal(Enum.GetValues<AccessStatus>().Order(), ActivityFilter.Choices.Select(c => ActivityAddress.Query(n => n == "state" ? c.Value : null).Status).OfType<AccessStatus>().Distinct().Order());
}
