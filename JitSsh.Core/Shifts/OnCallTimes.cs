using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>
/// Who is on call, from the plan alone: no clock, no database. An override counts before all else, the one made last before others; then the feed, or the rotation within its hours.
/// Nobody is on call before the first hand-over. Days and times are read on the wall of the shift's zone (<see cref="LocalClock"/> has the rules for daylight saving).
/// </summary>
public static class OnCallTimes
{
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    /// <summary>Who is on call at a moment: nobody or one by a rotation or an override; a feed may name several.</summary>
    public static IReadOnlyList<PersonId> OnCall(ShiftPlan plan, DateTimeOffset at) => [.. At(plan, LocalClock.In(plan.Shift.TimeZone), at).People];

    /// <summary>Who is on call when, in order; each stretch as long as it can be, cut at both ends.</summary>
    public static IReadOnlyList<Stretch> Between(ShiftPlan plan, DateTimeOffset from, DateTimeOffset to)
    {
        var clock = LocalClock.In(plan.Shift.TimeZone);
        List<Stretch> done = [];
        Dictionary<PersonId, Stretch> open = [];
        for (var at = from; at < to;)
        {
            var next = NextEdge(plan, clock, at);
            next = next < to ? next : to;
            var (people, by) = At(plan, clock, at);
            foreach (var (person, stretch) in open.ToList())
            {
                if (!people.Contains(person) || stretch.By != by)
                {
                    done.Add(stretch);
                    open.Remove(person);
                }
            }

            foreach (var person in people)
            {
                open[person] = open.TryGetValue(person, out var running) ? running with { To = next } : new(at, next, person, by);
            }

            at = next;
        }

        return [.. done.Concat(open.Values).OrderBy(s => s.From).ThenBy(s => s.Person.Value)];
    }

    /// <summary>The next moment after this one at which somebody else, or nobody, is on call; null when that never comes.</summary>
    public static DateTimeOffset? NextChange(ShiftPlan plan, DateTimeOffset after)
    {
        var clock = LocalClock.In(plan.Shift.TimeZone);
        var now = At(plan, clock, after).People.ToHashSet();
        var last = Horizon(plan, after);
        for (var at = NextEdge(plan, clock, after); at <= last; at = NextEdge(plan, clock, at))
        {
            if (!now.SetEquals(At(plan, clock, at).People))
            {
                return at;
            }
        }

        return null;
    }

    private static (IReadOnlyCollection<PersonId> People, OnCallBy By) At(ShiftPlan plan, LocalClock clock, DateTimeOffset at)
    {
        if (plan.Overrides.Where(o => o.From <= at && at < o.To).OrderByDescending(o => o.MadeAt).ThenByDescending(o => o.Id.Value).FirstOrDefault() is { } stand)
        {
            return ([stand.PersonId], OnCallBy.Override);
        }

        if (plan.Shift.Rotation is { } rotation)
        {
            return (rotation.People.Count > 0 && IsWithinHours(plan.Shift, clock, at) && TurnAt(rotation, clock, at) is >= 0 and var turn ? [rotation.People[turn % rotation.People.Count]] : [], OnCallBy.Rotation);
        }

        return ([.. plan.Events.Where(e => e.From <= at && at < e.To).Select(e => e.PersonId).OfType<PersonId>().Distinct()], OnCallBy.Feed);
    }

    /// <summary>The next moment at which anything could change; never earlier than a real change.</summary>
    private static DateTimeOffset NextEdge(ShiftPlan plan, LocalClock clock, DateTimeOffset after)
    {
        var edges = plan.Overrides.SelectMany(o => new[] { o.From, o.To });
        edges = plan.Shift.Rotation is { People.Count: > 0 } rotation
            ? edges.Append(HandOver(rotation, clock, Math.Max(-1, TurnAt(rotation, clock, after)) + 1)).Concat(HoursAround(plan.Shift, clock, after).SelectMany(h => new[] { h.From, h.To }))
            : edges.Concat(plan.Events.SelectMany(e => new[] { e.From, e.To }));
        return edges.Where(e => e > after).DefaultIfEmpty(Never).Min();
    }

    /// <summary>Which turn it is, counted from 0; -1 before the first hand-over.</summary>
    private static int TurnAt(Rotation rotation, LocalClock clock, DateTimeOffset at)
    {
        var days = clock.DayAt(at).DayNumber - rotation.First.DayNumber;
        var turn = (int)Math.Floor(days / (7.0 * rotation.Weeks));

        // On the day of a hand-over its time decides, and what the zone does in that night.
        return turn >= 0 && HandOver(rotation, clock, turn) > at ? turn - 1
            : HandOver(rotation, clock, turn + 1) <= at ? turn + 1
            : Math.Max(-1, turn);
    }

    private static DateTimeOffset HandOver(Rotation rotation, LocalClock clock, int turn) => clock.At(rotation.First.AddDays(7 * rotation.Weeks * turn), rotation.HandOver);

    private static bool IsWithinHours(Shift shift, LocalClock clock, DateTimeOffset at) =>
        shift.Hours.Count == 0 || HoursAround(shift, clock, at).Any(h => h.From <= at && at < h.To);

    /// <summary>The hours that hold the moment, and those of the week after it.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset To)> HoursAround(Shift shift, LocalClock clock, DateTimeOffset at)
    {
        var today = shift.Hours.Count == 0 ? default : clock.DayAt(at);
        return
            from hours in shift.Hours
            from day in Enumerable.Range(-2, 11).Select(today.AddDays)
            where day.DayOfWeek == hours.Day
            select (clock.At(day, hours.From), clock.At(hours.To > hours.From ? day : day.AddDays(1), hours.To));
    }

    /// <summary>After this everything repeats: one whole round of the rotation and two weeks of its hours after whatever else is known.</summary>
    private static DateTimeOffset Horizon(ShiftPlan plan, DateTimeOffset after)
    {
        var known = plan.Overrides.Select(o => o.To).Concat(plan.Events.Select(e => e.To)).Append(after).Max();
        return plan.Shift.Rotation is not { } rotation ? known
            : Max(known, new DateTimeOffset(rotation.First.ToDateTime(rotation.HandOver), TimeSpan.Zero)).AddDays((7 * rotation.Weeks * (rotation.People.Count + 1)) + 14);
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
