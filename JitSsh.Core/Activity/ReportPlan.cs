using JitSsh.Core.Shifts;

namespace JitSsh.Core.Activity;

/// <summary>
/// When a report is due, and about which days it is. Those are whole days of the activity, which are UTC's: each sending begins with the day on which the one before it was due, so that no
/// day is left out, whatever the zone of the schedule and however late the sending.
/// </summary>
internal static class ReportPlan
{
    /// <summary>The first moment of the schedule after this one.</summary>
    public static DateTimeOffset Next(ReportSchedule schedule, DateTimeOffset after) => Around(schedule, after).First(at => at > after);

    /// <summary>The last moment of the schedule before this one.</summary>
    public static DateTimeOffset Before(ReportSchedule schedule, DateTimeOffset until) => Around(schedule, until).Last(at => at < until);

    /// <summary>The days of a sending that was due at a moment and happens at one that may be later.</summary>
    public static (DateOnly From, DateOnly To) Days(ReportSchedule schedule, DateTimeOffset due, DateTimeOffset now)
    {
        var (from, to) = (DayOf(Before(schedule, due)), DayOf(now).AddDays(-1));
        return (from < to ? from : to, to);
    }

    /// <summary>The days of a sending that somebody asks for: what the next one will have so far.</summary>
    public static (DateOnly From, DateOnly To) DaysSoFar(ReportSchedule schedule, DateTimeOffset now) => (DayOf(Before(schedule, now)), DayOf(now));

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// <summary>The moments of some weeks on both sides; a month is the longest step.</summary>
    private static IEnumerable<DateTimeOffset> Around(ReportSchedule schedule, DateTimeOffset at)
    {
        var clock = LocalClock.In(schedule.TimeZone);
        var middle = clock.DayAt(at);
        return Enumerable.Range(-70, 141).Select(middle.AddDays)
            .Where(day => schedule.Every == ReportEvery.Day || (schedule.Every == ReportEvery.Week ? day.DayOfWeek == schedule.On : day.Day == 1))
            .Select(day => clock.At(day, schedule.At));
    }
}
