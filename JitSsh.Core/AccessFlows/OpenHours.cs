using System.Globalization;
using NodaTime;
using NodaTime.Extensions;
using NodaTime.TimeZones;

namespace JitSsh.Core.AccessFlows;

/// <summary>
/// When hours are open. Pure. Hours go by the clock on the wall: one that is left out in spring counts as the moment in which the clocks are put forward, and
/// one that comes twice in autumn counts the first time, so that no end is later than it reads.
/// </summary>
public static class OpenHours
{
    /// <summary>Longer than a year, so that both changes of the clocks of any zone lie in it.</summary>
    private const int DaysOfAYear = 370;

    private static readonly ZoneLocalMappingResolver OnTheWall = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private static readonly DayOfWeek[] Week =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>The names of all zones that are known, in order.</summary>
    public static IReadOnlyList<string> TimeZones => DateTimeZoneProviders.Tzdb.Ids;

    /// <summary>True when the zone is known.</summary>
    public static bool IsTimeZone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name) is not null;

    /// <summary>When the hours that are open at a moment end, hours that follow at once included; null when they are closed. Not looked further than <paramref name="atMost"/>.</summary>
    public static DateTimeOffset? EndAt(this AccessHours hours, DateTimeOffset at, TimeSpan atMost)
    {
        var now = at.ToInstant();
        foreach (var (start, end) in Intervals(hours, now, (int)Math.Ceiling(atMost.TotalDays) + 3))
        {
            if (start <= now && now < end)
            {
                return end.ToDateTimeOffset();
            }
        }

        return null;
    }

    /// <summary>When they open next; null when they never do.</summary>
    public static DateTimeOffset? NextOpening(this AccessHours hours, DateTimeOffset at)
    {
        var now = at.ToInstant();
        return Intervals(hours, now, 10).Where(i => i.Start > now).Select(i => (DateTimeOffset?)i.Start.ToDateTimeOffset()).FirstOrDefault();
    }

    /// <summary>The first moment from now on, within a year, that lies in both; null when there is none. Null hours are always open.</summary>
    public static DateTimeOffset? FirstInBoth(AccessHours? one, AccessHours? other, DateTimeOffset from)
    {
        var now = from.ToInstant();
        IReadOnlyList<(Instant Start, Instant End)> always = [(now, now + NodaTime.Duration.FromDays(DaysOfAYear))];
        var (a, b) = (one is null ? always : Intervals(one, now, DaysOfAYear), other is null ? always : Intervals(other, now, DaysOfAYear));
        for (int i = 0, j = 0; i < a.Count && j < b.Count;)
        {
            var start = Instant.Max(now, Instant.Max(a[i].Start, b[j].Start));
            var end = Instant.Min(a[i].End, b[j].End);
            if (start < end)
            {
                return start.ToDateTimeOffset();
            }

            _ = a[i].End <= b[j].End ? i++ : j++;
        }

        return null;
    }

    /// <summary>A moment by the clock on the wall of the hours' zone, for example "Monday 08:00 (Europe/Berlin)".</summary>
    public static string Words(this AccessHours hours, DateTimeOffset at) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(hours.TimeZone) is { } zone
            ? $"{at.ToInstant().InZone(zone).ToString("dddd HH:mm", CultureInfo.InvariantCulture)} ({hours.TimeZone})"
            : $"{at:u}";

    /// <summary>The hours in words, for example "Mon–Fri 08:00–18:00 (Europe/Berlin)".</summary>
    public static string Words(this AccessHours hours) =>
        $"{(hours.Weekly.Count == 0 ? "never" : string.Join(", ", hours.Weekly.Select(Words)))} ({hours.TimeZone})";

    private static string Words(WeeklyHours hours) =>
        Days(hours.Days) + (hours.From == hours.To && hours.From == TimeOnly.MinValue ? "" : $" {Clock(hours.From)}–{Clock(hours.To)}");

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Days(IReadOnlyList<DayOfWeek> days)
    {
        List<List<DayOfWeek>> runs = [];
        foreach (var day in Week.Where(days.Contains))
        {
            if (runs.Count > 0 && Array.IndexOf(Week, runs[^1][^1]) == Array.IndexOf(Week, day) - 1)
            {
                runs[^1].Add(day);
            }
            else
            {
                runs.Add([day]);
            }
        }

        return days.Distinct().Count() == Week.Length ? "every day"
            : string.Join(", ", runs.Select(r => r.Count == 1 ? Short(r[0]) : $"{Short(r[0])}–{Short(r[^1])}"));
    }

    private static string Short(DayOfWeek day) => day.ToString()[..3];

    /// <summary>The open intervals from the day before a moment on, in order, none touching another.</summary>
    private static List<(Instant Start, Instant End)> Intervals(AccessHours hours, Instant from, int days)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(hours.TimeZone) is not { } zone)
        {
            return [];
        }

        List<(Instant Start, Instant End)> found = [];
        var first = from.InZone(zone).Date.PlusDays(-1);
        for (var n = 0; n <= days; n++)
        {
            var date = first.PlusDays(n);
            foreach (var weekly in hours.Weekly.Where(w => w.Days.Contains(date.DayOfWeek.ToDayOfWeek())))
            {
                var start = At(zone, date, weekly.From);
                var end = At(zone, weekly.To > weekly.From ? date : date.PlusDays(1), weekly.To);
                if (start < end)
                {
                    found.Add((start, end));
                }
            }
        }

        List<(Instant Start, Instant End)> merged = [];
        foreach (var (start, end) in found.OrderBy(f => f.Start))
        {
            if (merged.Count > 0 && start <= merged[^1].End)
            {
                merged[^1] = (merged[^1].Start, Instant.Max(merged[^1].End, end));
            }
            else
            {
                merged.Add((start, end));
            }
        }

        return merged;
    }

    private static Instant At(DateTimeZone zone, LocalDate date, TimeOnly time) =>
        zone.ResolveLocal(date + LocalTime.FromTicksSinceMidnight(time.Ticks), OnTheWall).ToInstant();
}
