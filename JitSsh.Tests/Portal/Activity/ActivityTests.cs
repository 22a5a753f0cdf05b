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

    [Theory]
    [InlineData("", 2)]
    [InlineData("?state=open", 1)]
    [InlineData("?state=closed", 1)]
    [InlineData("?state=pending", 1)]
    [InlineData("?state=cancelled", 1)]
    [InlineData("?state=approved", 0)]
    [InlineData("?state=nonsense", 2)]
    [InlineData("?q=web-prod-2", 1)]
    [InlineData("?q=alice&state=open", 1)]
    [InlineData("?q=nothing", 0)]
    public async Task Activity_FiltersInTheAddress_Narrow(string query, int rows)
    {
        await screen.RequestAsync("web-prod-1");
        Screen.Done(await screen.Core.Get<CancelRequest>().RunAsync(screen.Alice, await screen.RequestAsync("web-prod-2")));

        Assert.Equal(rows, (await screen.ShowAsync<ActivityPage>(screen.Ada, $"/activity{query}")).QuerySelectorAll("tbody tr").Length);
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
