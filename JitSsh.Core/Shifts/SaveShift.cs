using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.Shifts;

/// <summary>Adds, changes or removes a shift.</summary>
public sealed class SaveShift(IShiftStore shifts, IPeopleStore people, TimeProvider clock)
{
    /// <summary>Adds a shift (no id) or changes one. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<ShiftId>> RunAsync(Actor actor, ShiftId? id, ShiftInput input, CancellationToken cancel = default)
    {
        var stored = id is { } known ? await shifts.FindAsync(known, cancel) : null;
        if (!actor.IsAdmin || (id is not null && stored is null))
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. input.Problems()];
        foreach (var person in input.Rotation?.People.Distinct().Take(ShiftInput.MostPeople) ?? [])
        {
            if (problems.TrueForAll(p => p.Field != "People") && await people.FindAsync(person, cancel) is null)
            {
                problems.Add(new("People", "Somebody of the rotation is not there any more. Take them out."));
            }
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var shift = stored ?? new() { Id = TypedId.New<ShiftId>(clock), Name = "", TimeZone = "" };
        var before = stored is null ? null : Describe(stored);

        // What was read from another address, or with another zone, is not what this feed says.
        var isOtherFeed = shift.FeedAddress != input.Feed || shift.TimeZone != input.TimeZone.Trim();
        shift.Name = input.Name.Trim();
        shift.TimeZone = input.TimeZone.Trim();
        shift.Rotation = input.Rotation;
        shift.Hours = input.Rotation is null ? [] : input.Hours;
        if (isOtherFeed)
        {
            (shift.FeedAddress, shift.NextReadAt, shift.ReadAt, shift.FeedProblem) = (input.Feed, input.Feed is null ? null : now, null, null);
        }

        var audit = Audited.Shift(actor, now, shift.Id, stored is null ? "added" : "changed", before is null ? Describe(shift) : $"{before} -> {Describe(shift)}");
        return await shifts.SaveAsync(shift, stored is null, audit, cancel) ? shift.Id : Refusal.Invalid(nameof(input.Name), "Another shift has this name.");
    }

    /// <summary>Removes a shift; flows that name it no longer match anybody through it. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, ShiftId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await shifts.FindAsync(id, cancel) is { } shift
            && await shifts.RemoveAsync(id, Audited.Shift(actor, clock.GetUtcNow(), id, "removed", shift.Name), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    // The path and the query of a feed's address often are what keeps it private.
    private static string Describe(Shift shift) => shift.Rotation is { } r
        ? $"{shift.Name}: {r.People.Count} people, {r.Weeks} week(s) each from {r.First:yyyy-MM-dd} {r.HandOver:HH\\:mm} {shift.TimeZone}, {(shift.Hours.Count == 0 ? "always" : $"{shift.Hours.Count} line(s) of hours")}"
        : $"{shift.Name}: feed of {shift.FeedAddress?.Host}, {shift.TimeZone}";
}
