using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.Requests;

/// <summary>For whom somebody asks: for themselves, or for a person whose manager they are. All else about the request is then that person's: flows, servers, groups, account and keys.</summary>
public sealed class AskFor(IPeopleStore people, IAccessFlowStore flows)
{
    /// <summary>The field at which it is said why not.</summary>
    public const string Field = "For";

    /// <summary>Who gets the access. NotFound for an actor who is not active; a sentence when they are not this person's manager now.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="whom">For whom; null for themselves.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<Outcome<Person>> PersonAsync(Actor actor, PersonId? whom, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id || await people.FindAsync(id, cancel) is not { IsActive: true } me)
        {
            return Refusal.NotFound;
        }

        if (me.Role == Role.Auditor)
        {
            return Refusal.Invalid("", "An auditor sees everything and changes nothing, so you cannot ask for access. Ask an admin for the role Member.");
        }

        if (whom is null || whom == id)
        {
            return me;
        }

        // One sentence for who does not exist and for somebody else's report: nobody learns of people by asking.
        return await people.FindAsync(whom.Value, cancel) is not { } person || person.ManagerId != id ? Refusal.Invalid(Field, "You can ask for yourself, and for people whose manager you are. You are not, or no longer, this person's.")
            : !person.IsActive ? Refusal.Invalid(Field, $"{person.Name} is deactivated, so nothing can be asked for them.")
            : person.Role == Role.Auditor ? Refusal.Invalid(Field, $"{person.Name} is an auditor, who sees everything and has access to nothing.")
            : person;
    }

    /// <summary>The flows that count: all of them for oneself, and for somebody else those that let a manager ask.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="person">Who gets the access.</param>
    /// <param name="cancel">Stops it.</param>
    internal async Task<IReadOnlyList<AccessFlow>> FlowsAsync(Actor actor, PersonId person, CancellationToken cancel = default) =>
        await flows.ListAsync(cancel) is var all && actor.Is(person) ? all : [.. all.Where(f => f.Rule.ForReports)];

    /// <summary>The active people for whom the actor may ask, by name; empty when no flow lets managers ask.</summary>
    public async Task<IReadOnlyList<Person>> ReportsAsync(Actor actor, CancellationToken cancel = default) =>
        actor is { Id: { } id, Role: not Role.Auditor } && (await flows.ListAsync(cancel)).Any(f => f is { IsActive: true, Rule: { ForReports: true, Kind: FlowKind.SelfServe } })
            ? [.. (await people.ReportsOfAsync(id, cancel)).Where(p => p is { IsActive: true, Role: not Role.Auditor })]
            : [];
}
