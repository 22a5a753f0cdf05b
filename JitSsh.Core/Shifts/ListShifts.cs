using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.Shifts;

/// <summary>A shift by name.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
public sealed record NamedShift(ShiftId Id, string Name);

/// <summary>A shift as lists show it.</summary>
/// <param name="Shift">The shift.</param>
/// <param name="OnCall">Who is on call now.</param>
/// <param name="NextChange">When that changes; null when it does not, as far as is known.</param>
public sealed record ShiftRow(Shift Shift, IReadOnlyList<Person> OnCall, DateTimeOffset? NextChange);

/// <summary>A shift over some time.</summary>
/// <param name="Row">The shift, and who is on call now.</param>
/// <param name="Stretches">Who is on call when, within the time asked for.</param>
/// <param name="Overrides">The overrides that touch it.</param>
/// <param name="Unknown">The entries of the feed that touch it and name nobody here.</param>
/// <param name="People">Everybody whom any of these name, and those of the rotation.</param>
public sealed record ShiftDetail(ShiftRow Row, IReadOnlyList<Stretch> Stretches, IReadOnlyList<ShiftOverride> Overrides, IReadOnlyList<ShiftEvent> Unknown, IReadOnlyDictionary<PersonId, Person> People);

/// <summary>Shows shifts to an admin.</summary>
public sealed class ListShifts(IShiftStore shifts, ListPeople people, TimeProvider clock)
{
    /// <summary>The longest time that is shown at once.</summary>
    public static readonly TimeSpan LongestView = TimeSpan.FromDays(100);

    /// <summary>How far ahead the next change is looked for where overrides or a feed decide it.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(400);

    /// <summary>All shifts by name, for others to choose from; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<NamedShift>>> NamesAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done<IReadOnlyList<NamedShift>>([.. (await shifts.ListAsync(cancel)).Select(s => new NamedShift(s.Id, s.Name))]) : Refusal.NotFound;

    /// <summary>All shifts, and who is on call now; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<ShiftRow>>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        var plans = await shifts.PlansAsync(now, now + Ahead, cancel);
        var known = await NamedAsync(actor, plans.SelectMany(p => OnCallTimes.OnCall(p, now)), cancel);
        return Outcomes.Done<IReadOnlyList<ShiftRow>>([.. plans.Select(p => RowOf(p, now, known))]);
    }

    /// <summary>One shift over some time; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<ShiftDetail>> FindAsync(Actor actor, ShiftId id, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        if (to <= from || to - from > LongestView || from.Year < 2000 || to.Year > 2150)
        {
            return Refusal.Invalid("To", $"The time shown ends after it begins, lasts at most {LongestView.TotalDays:0} days, and lies in the years 2000 to 2150.");
        }

        var now = clock.GetUtcNow();
        if (await shifts.PlanAsync(id, from, to, cancel) is not { } plan || await shifts.PlanAsync(id, now, now + Ahead, cancel) is not { } ahead)
        {
            return Refusal.NotFound;
        }

        var stretches = OnCallTimes.Between(plan, from, to);
        var known = await NamedAsync(
            actor, [.. OnCallTimes.OnCall(ahead, now), .. stretches.Select(s => s.Person), .. plan.Overrides.Select(o => o.PersonId), .. plan.Shift.Rotation?.People ?? []], cancel);
        return new ShiftDetail(RowOf(ahead, now, known), stretches, plan.Overrides, [.. plan.Events.Where(e => e.PersonId is null)], known);
    }

    private static ShiftRow RowOf(ShiftPlan plan, DateTimeOffset now, IReadOnlyDictionary<PersonId, Person> known) =>
        new(plan.Shift, [.. OnCallTimes.OnCall(plan, now).Where(known.ContainsKey).Select(p => known[p])], OnCallTimes.NextChange(plan, now));

    private async Task<IReadOnlyDictionary<PersonId, Person>> NamedAsync(Actor actor, IEnumerable<PersonId> ids, CancellationToken cancel) =>
        (await people.NamedAsync(actor, [.. ids.Distinct()], cancel)).Value.ToDictionary(p => p.Id);
}
