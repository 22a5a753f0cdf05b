namespace JitSsh.Core.AccessFlows;

/// <summary>Days and hours of the week in a time zone. Nothing that lies outside them is allowed.</summary>
/// <param name="TimeZone">The zone's name in the IANA database, for example <c>Europe/Berlin</c>; one that is not known there is never open.</param>
/// <param name="Weekly">The hours; they may overlap. None is never open.</param>
public sealed record AccessHours(string TimeZone, IReadOnlyList<WeeklyHours> Weekly);

/// <summary>The same hours on some days of the week, by the clock on the wall.</summary>
/// <param name="Days">The days on which they begin.</param>
/// <param name="From">The first minute.</param>
/// <param name="To">The minute in which they are over; on the next day when it is not after <paramref name="From"/>, so that 00:00 to 00:00 is a whole day.</param>
public sealed record WeeklyHours(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To);
