using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.Shifts;

/// <summary>Overrides: lets somebody stand in for whoever would be on call, or takes that back.</summary>
public sealed class StandIn(IShiftStore shifts, IPeopleStore people, TimeProvider clock)
{
    /// <summary>The longest override.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    /// <summary>Adds an override; NotFound for anyone but an admin.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="shift">The shift.</param>
    /// <param name="person">Who stands in; null when nobody was chosen.</param>
    /// <param name="from">From this moment; null when it was not given, or is no time.</param>
    /// <param name="to">Until before this one; null when it was not given, or is no time.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<ShiftOverrideId>> AddAsync(Actor actor, ShiftId shift, PersonId? person, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await shifts.FindAsync(shift, cancel) is not { } there)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        List<Problem> problems = [];
        var who = person is { } id ? await people.FindAsync(id, cancel) : null;
        if (who is not { IsActive: true })
        {
            problems.Add(new("PersonId", who is null ? "Choose who stands in." : $"{who.Name} is deactivated. Choose somebody else."));
        }

        if (from is null)
        {
            problems.Add(new("From", "Give the day and the time at which it begins."));
        }

        if (to is null || to <= from)
        {
            problems.Add(new("To", to is null ? "Give the day and the time at which it ends." : "It has to end after it begins."));
        }
        else if (to <= now)
        {
            problems.Add(new("To", "This is over already. Who was on call is not changed afterwards."));
        }
        else if (to - from > Longest)
        {
            problems.Add(new("To", $"Somebody stands in for at most {Longest.TotalDays:0} days. For longer, change the rotation."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var stand = new ShiftOverride
        {
            Id = TypedId.New<ShiftOverrideId>(clock),
            ShiftId = shift,
            PersonId = who!.Id,
            From = from!.Value.ToUniversalTime(),
            To = to!.Value.ToUniversalTime(),
            MadeBy = actor.Name,
            MadeAt = now,
        };
        return await shifts.AddOverrideAsync(stand, Audited.Shift(actor, now, shift, "stood-in", $"{there.Name}: {who.Name} from {stand.From:u} to {stand.To:u}"), cancel) ? stand.Id : Refusal.NotFound;
    }

    /// <summary>Takes an override back; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, ShiftId shift, ShiftOverrideId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await shifts.FindAsync(shift, cancel) is { } there
            && await shifts.RemoveOverrideAsync(shift, id, Audited.Shift(actor, clock.GetUtcNow(), shift, "stand-in-removed", there.Name), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
}
