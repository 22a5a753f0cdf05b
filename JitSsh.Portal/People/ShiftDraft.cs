using JitSsh.Core.Common;
using JitSsh.Core.Shifts;

namespace JitSsh.Portal.People;

/// <summary>One line of hours while it is being typed.</summary>
public sealed class HoursDraft
{
    /// <summary>The day on which they begin.</summary>
    public DayOfWeek Day { get; set; } = DayOfWeek.Monday;

    /// <summary>When they begin.</summary>
    public TimeOnly From { get; set; } = new(9, 0);

    /// <summary>When they end; 00:00 is the end of the day.</summary>
    public TimeOnly To { get; set; } = new(17, 0);
}

/// <summary>What is being typed about a shift, before it is saved. A rotation and a feed's address are both kept while one is chosen.</summary>
public sealed class ShiftDraft
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The time zone.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>True for a feed.</summary>
    public bool IsFeed { get; set; }

    /// <summary>The feed's address.</summary>
    public string FeedAddress { get; set; } = "";

    /// <summary>The people in their order, with their names.</summary>
    public List<(PersonId Id, string Name)> People { get; } = [];

    /// <summary>The day of the first hand-over.</summary>
    public DateOnly First { get; set; }

    /// <summary>The time of each hand-over.</summary>
    public TimeOnly HandOver { get; set; } = new(9, 0);

    /// <summary>How many weeks a turn lasts.</summary>
    public int Weeks { get; set; } = 1;

    /// <summary>The hours of the week.</summary>
    public List<HoursDraft> Hours { get; } = [];

    /// <summary>The draft of a shift that is not there yet: from the Monday of this week on.</summary>
    public static ShiftDraft New(DateOnly today) => new() { First = today.AddDays(-(((int)today.DayOfWeek + 6) % 7)) };

    /// <summary>The draft of a shift that is there already.</summary>
    public static ShiftDraft Of(ShiftDetail detail, DateOnly today)
    {
        var draft = New(today);
        var shift = detail.Row.Shift;
        (draft.Name, draft.TimeZone, draft.IsFeed, draft.FeedAddress) = (shift.Name, shift.TimeZone, shift.FeedAddress is not null, shift.FeedAddress?.AbsoluteUri ?? "");
        if (shift.Rotation is { } rotation)
        {
            draft.People.AddRange(rotation.People.Select(p => (p, detail.People.TryGetValue(p, out var person) ? person.IsActive ? person.Name : $"{person.Name} (deactivated)" : "A person who is gone")));
            (draft.First, draft.HandOver, draft.Weeks) = (rotation.First, rotation.HandOver, rotation.Weeks);
        }

        draft.Hours.AddRange(shift.Hours.Select(h => new HoursDraft { Day = h.Day, From = h.From, To = h.To }));
        return draft;
    }

    /// <summary>Moves somebody up (-1) or down (1) in the order; nothing at its end.</summary>
    public void Move(int at, int by)
    {
        if (at + by >= 0 && at + by < People.Count)
        {
            (People[at], People[at + by]) = (People[at + by], People[at]);
        }
    }

    /// <summary>As the Core takes it.</summary>
    public ShiftInput ToInput() => new()
    {
        Name = Name,
        TimeZone = TimeZone,
        Rotation = IsFeed ? null : new() { People = [.. People.Select(p => p.Id)], First = First, HandOver = HandOver, Weeks = Weeks },
        Hours = IsFeed ? [] : [.. Hours.Select(h => new WeekHours(h.Day, h.From, h.To))],
        FeedAddress = IsFeed ? FeedAddress : null,
    };
}
