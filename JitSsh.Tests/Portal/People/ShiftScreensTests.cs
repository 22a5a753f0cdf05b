using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using JitSsh.Portal.People;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.People;

public sealed class ShiftScreensTests : IAsyncLifetime
{
    private Screen screen = null!;

    public async ValueTask InitializeAsync() => screen = await Screen.StartAsync();

    public ValueTask DisposeAsync() => screen.DisposeAsync();

    [Fact]
    public async Task Shifts_Admin_SeesWhoIsOnCall()
    {
        Assert.Equal("No shift yet", (await screen.ShowAsync<ShiftsPage>(screen.Ada, "/people/shifts")).QuerySelector(".empty-state h2")!.TextContent);
        await AddAsync();
        var row = (await screen.ShowAsync<ShiftsPage>(screen.Ada, "/people/shifts")).QuerySelector("tbody tr")!;
        Assert.Equal("Web on call", row.QuerySelector("th")!.TextContent);
        Assert.Contains("Alice Requester", row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shift_InItsDays_ShowsHandOverAndZone()
    {
        var shift = await AddAsync();
        var page = await screen.ShowAsync<ShiftPage>(screen.Ada, $"/people/shifts/{shift}?from=2026-03-29", (nameof(ShiftPage.Id), shift.Value));
        var days = page.QuerySelectorAll("td.day").ToDictionary(d => d.QuerySelector(".day-name")!.TextContent.Trim(), d => d.QuerySelectorAll(".part").Select(p => p.TextContent.Trim()).ToArray());
        Assert.Equal(14, days.Count);
        Assert.Equal(["all day Bob Approver"], days["29 Mar"]);
        Assert.Equal(["00:00–09:00 Bob Approver", "09:00–24:00 Alice Requester"], days["30 Mar"]);
        Assert.Contains("Times in Europe/Zurich", page.QuerySelector(".toolbar")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(35, (await screen.ShowAsync<ShiftPage>(screen.Ada, $"/people/shifts/{shift}?weeks=5", (nameof(ShiftPage.Id), shift.Value))).QuerySelectorAll("td.day").Length);
    }

    [Fact]
    public async Task ShiftForm_ExistingShift_HasItsPeopleInOrder()
    {
        var shift = await AddAsync();
        var form = await screen.ShowAsync<ShiftFormPage>(screen.Ada, $"/people/shifts/{shift}/edit", (nameof(ShiftFormPage.Id), shift.Value));
        Assert.Equal(["Alice Requester", "Bob Approver"], form.QuerySelectorAll("ol li span.row > span").Select(s => s.TextContent));
        Assert.Equal("2026-03-02", form.QuerySelector("#first")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Group_WithAGroupInIt_SaysTheWay()
    {
        var outer = Screen.Done(await screen.Core.Get<SaveGroup>().RunAsync(screen.Ada, null, "Outer", [screen.Bob.Id!.Value], [screen.Operations]));
        var page = await screen.ShowAsync<GroupPage>(screen.Ada, $"/people/groups/{outer}", (nameof(GroupPage.Id), outer.Value));
        Assert.Equal(
            ["Alice Requester Operations", "Bob Approver directly"],
            page.QuerySelectorAll("section[aria-labelledby=everyone] tbody tr").Select(r => $"{r.QuerySelector("th")!.TextContent} {r.QuerySelector("td")!.TextContent}"));
    }

    [Fact]
    public async Task Screens_Member_AreNotThere()
    {
        var shift = await AddAsync();
        Assert.Equal("Nothing here", (await screen.ShowAsync<ShiftsPage>(screen.Alice, "/people/shifts")).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<ShiftPage>(screen.Alice, "/people/shifts", (nameof(ShiftPage.Id), shift.Value))).QuerySelector("h1")!.TextContent);
        Assert.Equal("Nothing here", (await screen.ShowAsync<ShiftFormPage>(screen.Alice, "/people/shifts/new")).QuerySelector("h1")!.TextContent);
    }

    /// <summary>Alice and Bob, two weeks in all, from a Monday in winter on; at most one of them is on call today.</summary>
    private async Task<ShiftId> AddAsync()
    {
        var shift = Screen.Done(await screen.Core.Get<SaveShift>().RunAsync(screen.Ada, null, new()
        {
            Name = "Web on call",
            TimeZone = "Europe/Zurich",
            Rotation = new() { People = [screen.Alice.Id!.Value, screen.Bob.Id!.Value], First = new(2026, 3, 2), HandOver = new(9, 0) },
        }));
        var now = screen.Core.Get<TimeProvider>().GetUtcNow();
        Screen.Done(await screen.Core.Get<StandIn>().AddAsync(screen.Ada, shift, screen.Alice.Id!.Value, now, now.AddHours(2)));
        return shift;
    }
}
