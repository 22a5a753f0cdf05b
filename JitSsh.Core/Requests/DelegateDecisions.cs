using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Names somebody who decides in one's place while one is away.</summary>
public sealed class DelegateDecisions(IRequestHabitStore store, TimeProvider clock)
{
    /// <summary>The actor's delegations and those to them that are not over.</summary>
    public async Task<IReadOnlyList<DelegationRow>> ListAsync(Actor actor, CancellationToken cancel = default) =>
        actor.Id is { } person ? await store.DelegationsAsync(person, clock.GetUtcNow(), cancel) : [];

    /// <summary>Names a delegate, by their e-mail address. It can be said again for another time, but not twice for the same.</summary>
    public async Task<Outcome<DelegationId>> AddAsync(Actor actor, string email, DateTimeOffset from, DateTimeOffset until, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        List<Problem> problems = [];
        var found = string.IsNullOrWhiteSpace(email) ? null : await store.FindActiveAsync(email.Trim(), cancel);
        if (found is not { } other)
        {
            problems.Add(new("Email", "Nobody who is active has this e-mail address."));
        }
        else if (other == person)
        {
            problems.Add(new("Email", "Name somebody else: you cannot decide in your own place."));
        }

        if (until <= from)
        {
            problems.Add(new("Until", "It has to end after it begins."));
        }
        else if (until <= now)
        {
            problems.Add(new("Until", "This is over already. Say when you are back."));
        }
        else if (until - from > Delegation.Longest)
        {
            problems.Add(new("Until", $"At most {Durations.Words(Delegation.Longest)} at a time."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var delegation = new Delegation { Id = TypedId.New<DelegationId>(clock), PersonId = person, DelegateId = found!.Value, From = from < now ? now : from, Until = until, MadeAt = now };
        return await store.AddDelegationAsync(delegation, Audited.Person(actor, now, person, "delegated", $"Decisions to {email.Trim()} from {delegation.From:u} until {until:u}"), cancel)
            ? delegation.Id
            : Refusal.Invalid("From", "You have named somebody for a part of this time already. End that first.");
    }

    /// <summary>Ends one of the actor's own delegations now.</summary>
    public async Task<Outcome<Nothing>> EndAsync(Actor actor, DelegationId id, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        return actor.Id is { } person && await store.EndDelegationAsync(person, id, now, Audited.Person(actor, now, person, "delegation-ended", "Decides by themselves again"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;
    }
}
