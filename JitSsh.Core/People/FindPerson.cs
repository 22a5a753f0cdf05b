using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A person as their own profile and an admin's page show them.</summary>
/// <param name="Person">The person.</param>
/// <param name="Groups">The groups they are in.</param>
public sealed record PersonDetail(Person Person, IReadOnlyList<GroupId> Groups);

/// <summary>Shows one person: themselves, or anyone to an admin.</summary>
public sealed class FindPerson(IPeopleStore people)
{
    /// <summary>The person; NotFound for anyone but themselves and admins.</summary>
    public async Task<Outcome<PersonDetail>> RunAsync(Actor actor, PersonId id, CancellationToken cancel = default) =>
        (actor.IsAdmin || actor.Is(id)) && await people.FindAsync(id, cancel) is { } person
            ? new PersonDetail(person, await people.GroupsOfAsync(id, cancel))
            : Refusal.NotFound;
}
