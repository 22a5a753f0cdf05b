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
        Assert.Null(none.QuerySelector(".tab-links"));
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
    public void Filter_EveryStatus_CanBeChosen() =>
        Assert.Equal(Enum.GetValues<AccessStatus>().Order(), ActivityFilter.Choices.Select(c => ActivityFilter.Of(c.Value, null).Status).OfType<AccessStatus>().Distinct().Order());
}
