using NodaTime;
using NodaTime.TimeZones;

namespace JitSsh.Core.Shifts;

/// <summary>
/// The clock on the wall of a time zone. Two rules for the two days of the year on which it is not simple: a time that the clock skips (it goes forward) is the moment at which it goes
/// forward; of a time that it shows twice (it goes back) the first counts.
/// </summary>
internal sealed class LocalClock
{
    private static readonly ZoneLocalMappingResolver Rule = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly DateTimeZone zone;

    private LocalClock(DateTimeZone zone) => this.zone = zone;

    /// <summary>The clock of this zone.</summary>
    /// <exception cref="TimeZoneNotFoundException">The tz database has no such zone. It is checked before a shift is saved.</exception>
    public static LocalClock In(string zone) => Find(zone) ?? throw new TimeZoneNotFoundException($"The tz database has no zone {zone}.");

    /// <summary>The same; null when there is no such zone.</summary>
    public static LocalClock? Find(string? zone) => zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } found ? new(found) : null;

    /// <summary>The moment at which the clock shows this.</summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time) => At(day.ToLocalDate().At(time.ToLocalTime()));

    /// <summary>The moment at which the clock shows this.</summary>
    public DateTimeOffset At(LocalDateTime local) => zone.ResolveLocal(local, Rule).ToInstant().ToDateTimeOffset();

    /// <summary>What the clock shows at a moment.</summary>
    public DateTime LocalAt(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime.ToDateTimeUnspecified();

    /// <summary>The day on the calendar there.</summary>
    public DateOnly DayAt(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).Date.ToDateOnly();
}

internal static class NodaText
{
    public static LocalDate ToLocalDate(this DateOnly day) => LocalDate.FromDateOnly(day);

    public static LocalTime ToLocalTime(this TimeOnly time) => LocalTime.FromTimeOnly(time);
}
