using System.Globalization;

namespace JitSsh.Core.Activity;

/// <summary>How often a report is sent.</summary>
public enum ReportEvery
{
    /// <summary>Each day, about the day before.</summary>
    Day,

    /// <summary>Each week on a day of it, about the seven days before.</summary>
    Week,

    /// <summary>On the first of each month, about the month before.</summary>
    Month,
}

/// <summary>When a report is sent.</summary>
/// <param name="Every">How often.</param>
/// <param name="On">On which day of the week; only for <see cref="ReportEvery.Week"/>.</param>
/// <param name="At">At which time of the wall clock.</param>
/// <param name="TimeZone">Of which time zone, by its name in the tz database, for example <c>Europe/Zurich</c>.</param>
public sealed record ReportSchedule(ReportEvery Every, DayOfWeek On, TimeOnly At, string TimeZone)
{
    /// <summary>For example "every Monday at 08:00 (Europe/Zurich)".</summary>
    public string Words => Every switch
    {
        ReportEvery.Day => $"every day at {Clock}",
        ReportEvery.Week => $"every {CultureInfo.InvariantCulture.DateTimeFormat.GetDayName(On)} at {Clock}",
        ReportEvery.Month => $"on the first of every month at {Clock}",
        _ => throw new InvalidOperationException($"No words for {Every}."),
    };

    private string Clock => $"{At.ToString("HH:mm", CultureInfo.InvariantCulture)} ({TimeZone})";
}
