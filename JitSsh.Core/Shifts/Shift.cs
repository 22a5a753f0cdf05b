using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>Who is on call, in turn. Access flows name a shift as grantee or approver: whoever is on call in it at that moment.</summary>
public sealed class Shift
{
    /// <summary>The id.</summary>
    public required ShiftId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>The time zone in which its days and times are meant, by its name in the tz database, for example <c>Europe/Zurich</c>.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Who follows whom; null when the shift is read from a feed.</summary>
    public Rotation? Rotation { get; set; }

    /// <summary>The hours of the week in which the rotation counts; empty for always. They do not narrow a feed or an override.</summary>
    public IReadOnlyList<WeekHours> Hours { get; set; } = [];

    /// <summary>Where the on-call feed is published (iCalendar over HTTPS); null when there is a rotation.</summary>
    public Uri? FeedAddress { get; set; }

    /// <summary>When the feed is read next; null when there is none.</summary>
    public DateTimeOffset? NextReadAt { get; set; }

    /// <summary>When the feed was last read without a problem; what is known is from then.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>Why the last reading of the feed failed, as a sentence; null when it did not.</summary>
    public string? FeedProblem { get; set; }
}

/// <summary>People who follow each other, each for so many weeks.</summary>
public sealed record Rotation
{
    /// <summary>The people in their order. The first is on call from the first hand-over on.</summary>
    public required IReadOnlyList<PersonId> People { get; init; }

    /// <summary>The day of the first hand-over, in the shift's time zone; each further one is on the same day of the week.</summary>
    public required DateOnly First { get; init; }

    /// <summary>The time of each hand-over, by the clock on the wall there: summer and winter the same.</summary>
    public required TimeOnly HandOver { get; init; }

    /// <summary>How many weeks one turn lasts; 1 to 12.</summary>
    public int Weeks { get; init; } = 1;
}

/// <summary>Hours of one day of the week, by the clock on the wall.</summary>
/// <param name="Day">The day on which they begin.</param>
/// <param name="From">When they begin.</param>
/// <param name="To">When they end; the same as <paramref name="From"/> or earlier means on the next day, so 00:00 is the end of the day.</param>
public sealed record WeekHours(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>That somebody stands in for whoever would be on call.</summary>
public sealed class ShiftOverride
{
    /// <summary>The id.</summary>
    public required ShiftOverrideId Id { get; init; }

    /// <summary>The shift.</summary>
    public required ShiftId ShiftId { get; init; }

    /// <summary>Who stands in.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>From this moment.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until before this one.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Who made it.</summary>
    public required string MadeBy { get; init; }

    /// <summary>When it was made: where two overlap, the later one counts.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>One entry of a shift's feed, as it was last read.</summary>
public sealed class ShiftEvent
{
    /// <summary>The shift.</summary>
    public required ShiftId ShiftId { get; init; }

    /// <summary>Counts the rows of one shift's feed.</summary>
    public required int Number { get; init; }

    /// <summary>From this moment.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until before this one.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Who it names; null when nobody here is known by what it says.</summary>
    public PersonId? PersonId { get; init; }

    /// <summary>What it says, for people; cut to 200 characters.</summary>
    public required string Text { get; init; }
}
