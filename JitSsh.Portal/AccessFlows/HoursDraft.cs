using System.Globalization;
using JitSsh.Core.AccessFlows;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Hours as they are being typed.</summary>
public sealed class HoursDraft
{
    /// <summary>True for always; what was typed is kept meanwhile.</summary>
    public bool IsAlways { get; set; } = true;

    /// <summary>The zone's name.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>A line for each set of days.</summary>
    public List<HoursLine> Lines { get; } = [];

    /// <summary>Working days from 8 to 18, to begin with.</summary>
    public static HoursDraft From(AccessHours? hours)
    {
        var draft = new HoursDraft { IsAlways = hours is null, TimeZone = hours?.TimeZone ?? "UTC" };
        draft.Lines.AddRange(hours?.Weekly.Select(HoursLine.Of) ?? [new()]);
        return draft;
    }

    /// <summary>The hours as they stand; null for always. A time that cannot be read leaves its line without days, which Core refuses.</summary>
    public AccessHours? ToHours() => IsAlways ? null : new(TimeZone.Trim(), [.. Lines.Select(l => l.ToWeekly())]);
}

/// <summary>One line of hours.</summary>
public sealed class HoursLine
{
    /// <summary>The days of the week in the order people read them.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>The days.</summary>
    public HashSet<DayOfWeek> Days { get; } = [.. Week.Take(5)];

    /// <summary>The first minute, as 08:00.</summary>
    public string From { get; set; } = "08:00";

    /// <summary>The minute in which they are over, as 18:00.</summary>
    public string To { get; set; } = "18:00";

    /// <summary>True when both times can be read.</summary>
    public bool IsReadable => TryRead(From, out _) && TryRead(To, out _);

    internal static HoursLine Of(WeeklyHours weekly)
    {
        var line = new HoursLine { From = weekly.From.ToString("HH:mm", CultureInfo.InvariantCulture), To = weekly.To.ToString("HH:mm", CultureInfo.InvariantCulture) };
        line.Days.Clear();
        line.Days.UnionWith(weekly.Days);
        return line;
    }

    internal WeeklyHours ToWeekly() =>
        TryRead(From, out var from) && TryRead(To, out var to) ? new([.. Week.Where(Days.Contains)], from, to) : new([], default, default);

    private static bool TryRead(string text, out TimeOnly time) => TimeOnly.TryParseExact(text.Trim(), ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
