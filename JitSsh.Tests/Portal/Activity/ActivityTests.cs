using JitSsh.Core.Requests;
using JitSsh.Portal.Activity;
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
        Assert.Equal([$"/requests/{id}"], all.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")));
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
            ("", 2), ("?state=open", 1), ("?state=closed", 1), ("?state=pending", 1), ("?state=cancelled", 1), ("?state=approved", 0), ("?state=nonsense", 2),
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
    public void Filter_EveryState_CanBeChosen() =>
        Assert.Equal(Enum.GetValues<RequestState>().Order(), ActivityFilter.Choices.Select(c => ActivityFilter.Of(c.Value, null).State).OfType<RequestState>().Distinct().Order());
}
