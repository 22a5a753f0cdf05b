using JitSsh.Core.AccessFlows;
using Xunit;

namespace JitSsh.Tests.Core.AccessFlows;

/// <summary>Berlin puts its clocks forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00.</summary>
public sealed class OpenHoursTests
{
    private const string Berlin = "Europe/Berlin";
    private static readonly DayOfWeek[] Workdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly DayOfWeek[] Weekend = [DayOfWeek.Saturday, DayOfWeek.Sunday];
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    [Theory]
    [InlineData("2026-01-05T07:00:00Z", "2026-01-05T17:00:00Z")] // Monday 08:00 in winter
    [InlineData("2026-07-06T06:00:00Z", "2026-07-06T16:00:00Z")] // Monday 08:00 in summer
    [InlineData("2026-01-05T16:59:59Z", "2026-01-05T17:00:00Z")]
    [InlineData("2026-01-05T17:00:00Z", null)]
    [InlineData("2026-01-05T06:59:59Z", null)]
    [InlineData("2026-01-04T10:00:00Z", null)] // Sunday
    public void EndAt_Workdays_IsTheEndByTheClockOnTheWall(string at, string? end) =>
        Assert.Equal(At(end), Hours(Workdays, "08:00", "18:00").EndAt(At(at)!.Value, Month));

    [Theory]
    [InlineData("2026-03-29T00:30:00Z", "02:30", "2026-03-29T01:00:00Z")] // 02:30 is left out: the clocks go to 03:00 instead
    [InlineData("2026-03-29T00:30:00Z", "04:00", "2026-03-29T02:00:00Z")] // a window of four hours is three hours long
    [InlineData("2026-10-24T23:00:00Z", "02:30", "2026-10-25T00:30:00Z")] // 02:30 comes twice: the first counts
    [InlineData("2026-10-24T23:00:00Z", "04:00", "2026-10-25T03:00:00Z")] // a window of four hours is five hours long
    public void EndAt_ChangeOfClocks_EndsAtTheFirstMomentThatReadsSo(string at, string to, string end) =>
        Assert.Equal(At(end), Hours(Weekend, "00:00", to).EndAt(At(at)!.Value, Month));

    [Fact]
    public void EndAt_NightHours_BelongToTheDayTheyBegin()
    {
        var nights = Hours([DayOfWeek.Friday], "22:00", "06:00");
        Assert.Equal(At("2026-01-10T05:00:00Z"), nights.EndAt(At("2026-01-10T02:00:00Z")!.Value, Month));
        Assert.Null(nights.EndAt(At("2026-01-09T02:00:00Z")!.Value, Month));
    }

    [Fact]
    public void EndAt_HoursThatFollowAtOnce_AreOne() =>
        Assert.Equal(At("2026-01-11T23:00:00Z"), Hours(Weekend, "00:00", "00:00").EndAt(At("2026-01-10T12:00:00Z")!.Value, Month));

    [Fact]
    public void EndAt_AllDays_IsFurtherThanItIsLookedFor()
    {
        var now = At("2026-01-10T12:00:00Z")!.Value;
        Assert.True(Hours([.. Workdays, .. Weekend], "00:00", "00:00").EndAt(now, Month) >= now + Month);
    }

    [Fact]
    public void EndAt_ZoneThatIsNotKnown_IsNeverOpen() => Assert.Null((Hours(Workdays, "00:00", "00:00") with { TimeZone = "Europe/Atlantis" }).EndAt(At("2026-01-05T12:00:00Z")!.Value, Month));

    [Fact]
    public void NextOpening_OnFridayEvening_IsMonday() =>
        Assert.Equal(At("2026-01-12T07:00:00Z"), Hours(Workdays, "08:00", "18:00").NextOpening(At("2026-01-09T19:00:00Z")!.Value));

    [Fact]
    public void FirstInBoth_OtherZones_AreComparedAsMoments()
    {
        var now = At("2026-01-05T00:00:00Z")!.Value;
        var office = Hours(Workdays, "08:00", "18:00");
        Assert.Null(OpenHours.FirstInBoth(office, Hours(Weekend, "00:00", "00:00"), now));

        // Saturday has begun in Auckland while it is Friday noon in Berlin.
        Assert.NotNull(OpenHours.FirstInBoth(office, Hours(Weekend, "00:00", "00:00") with { TimeZone = "Pacific/Auckland" }, now));
        Assert.Equal(now, OpenHours.FirstInBoth(null, null, now));
        Assert.Equal(At("2026-01-05T07:00:00Z"), OpenHours.FirstInBoth(office, null, now));
    }

    [Fact]
    public void Words_ReadAsPeopleWriteThem()
    {
        Assert.Equal("Mon–Fri 08:00–18:00 (Europe/Berlin)", Hours(Workdays, "08:00", "18:00").Words());
        Assert.Equal("Sat–Sun (Europe/Berlin)", Hours(Weekend, "00:00", "00:00").Words());
        Assert.Equal("every day 22:00–06:00 (Europe/Berlin)", Hours([.. Workdays, .. Weekend], "22:00", "06:00").Words());
    }

    private static AccessHours Hours(DayOfWeek[] days, string from, string to) => new(Berlin, [new(days, TimeOnly.Parse(from), TimeOnly.Parse(to))]);

    private static DateTimeOffset? At(string? text) => text is null ? null : DateTimeOffset.Parse(text);
}
