using JitSsh.Core.Activity;
using Xunit;

namespace JitSsh.Tests.Core.Activity;

/// <summary>When reports are due, and that no day is left out, over the days on which clocks change.</summary>
public sealed class ReportPlanTests
{
    [Theory]
    [InlineData(ReportEvery.Day, "08:00", "Europe/Zurich", "2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData(ReportEvery.Day, "02:30", "Europe/Zurich", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData(ReportEvery.Day, "02:30", "Europe/Zurich", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData(ReportEvery.Week, "08:00", "UTC", "2026-03-02T08:00:00Z", "2026-03-09T08:00:00Z")]
    [InlineData(ReportEvery.Week, "08:00", "Pacific/Auckland", "2026-03-02T08:00:00Z", "2026-03-08T19:00:00Z")]
    [InlineData(ReportEvery.Month, "00:00", "UTC", "2026-01-31T12:00:00Z", "2026-02-01T00:00:00Z")]
    [InlineData(ReportEvery.Month, "00:00", "UTC", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData(ReportEvery.Day, "08:00", "UTC", "2028-02-28T09:00:00Z", "2028-02-29T08:00:00Z")]
    public void Next_AfterAMoment_IsByTheWallClockOfTheZone(ReportEvery every, string at, string zone, string after, string expected) =>
        Assert.Equal(Moment(expected), ReportPlan.Next(new(every, DayOfWeek.Monday, TimeOnly.Parse(at, System.Globalization.CultureInfo.InvariantCulture), zone), Moment(after)));

    [Theory]
    [InlineData(ReportEvery.Day, "UTC")]
    [InlineData(ReportEvery.Day, "Europe/London")]
    [InlineData(ReportEvery.Week, "Pacific/Auckland")]
    [InlineData(ReportEvery.Month, "America/Los_Angeles")]
    public void Days_OfAllSendingsOfTwoYears_LeaveNoDayOut(ReportEvery every, string zone)
    {
        ReportSchedule schedule = new(every, DayOfWeek.Wednesday, new(0, 30), zone);
        var due = ReportPlan.Next(schedule, Moment("2026-01-01T00:00:00Z"));
        DateOnly? until = null;
        while (due < Moment("2028-01-01T00:00:00Z"))
        {
            // Some are late.
            var (from, to) = ReportPlan.Days(schedule, due, due.AddHours(due.Day % 3 == 0 ? 90 : 0));
            Assert.True(until is null || from <= until.Value.AddDays(1), $"{until} to {from}");
            Assert.True(from <= to);
            (until, due) = (to, ReportPlan.Next(schedule, due.AddHours(due.Day % 3 == 0 ? 90 : 0)));
        }
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
