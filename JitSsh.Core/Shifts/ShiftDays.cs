using JitSsh.Core.Common;
using NodaTime;

namespace JitSsh.Core.Shifts;

/// <summary>A part of a day in which somebody is on call.</summary>
/// <param name="From">From this time on the wall.</param>
/// <param name="To">Until this time; 00:00 is the end of the day.</param>
/// <param name="Person">Who.</param>
/// <param name="By">Why.</param>
public sealed record DayPart(TimeOnly From, TimeOnly To, PersonId Person, OnCallBy By);

/// <summary>One day of a calendar.</summary>
/// <param name="Day">The day.</param>
/// <param name="Parts">Who is on call, in order.</param>
public sealed record ShiftDay(DateOnly Day, IReadOnlyList<DayPart> Parts);

/// <summary>Shifts on somebody's own calendar: days and times as the clock on their wall shows them.</summary>
public static class ShiftDays
{
    /// <summary>The names of all zones of the tz database.</summary>
    public static IReadOnlyList<string> Zones { get; } = [.. DateTimeZoneProviders.Tzdb.Ids];

    /// <summary>True when there is such a zone.</summary>
    public static bool IsZone(string? zone) => LocalClock.Find(zone) is not null;

    /// <summary>The day it is there at a moment.</summary>
    public static DateOnly DayAt(string zone, DateTimeOffset at) => LocalClock.In(zone).DayAt(at);

    /// <summary>The moment at which the clock there shows this (see the rules for daylight saving in docs/shifts.md).</summary>
    public static DateTimeOffset At(string zone, DateTime local) => LocalClock.In(zone).At(LocalDateTime.FromDateTime(local));

    /// <summary>What the clock there shows at a moment.</summary>
    public static DateTime LocalAt(string zone, DateTimeOffset at) => LocalClock.In(zone).LocalAt(at);

    /// <summary>Stretches cut into the days there.</summary>
    /// <param name="stretches">Who is on call when.</param>
    /// <param name="zone">The zone of the calendar.</param>
    /// <param name="first">The first day.</param>
    /// <param name="days">How many days.</param>
    public static IReadOnlyList<ShiftDay> Of(IReadOnlyList<Stretch> stretches, string zone, DateOnly first, int days)
    {
        var clock = LocalClock.In(zone);
        return [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day => new ShiftDay(day, [.. Parts(stretches, clock, day)]))];
    }

    private static IEnumerable<DayPart> Parts(IReadOnlyList<Stretch> stretches, LocalClock clock, DateOnly day)
    {
        var (begin, end) = (clock.At(day, TimeOnly.MinValue), clock.At(day.AddDays(1), TimeOnly.MinValue));
        return
            from s in stretches
            where s.From < end && s.To > begin
            let last = s.To < end ? TimeOnly.FromDateTime(clock.LocalAt(s.To)) : TimeOnly.MinValue
            select new DayPart(s.From > begin ? TimeOnly.FromDateTime(clock.LocalAt(s.From)) : TimeOnly.MinValue, last, s.Person, s.By);
    }
}
