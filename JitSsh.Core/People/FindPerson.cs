using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>A person as their own profile and an admin's page show them.</summary>
/// <param name="Person">The person.</param>
/// <param name="Groups">The groups they are in by themselves.</param>
public sealed record PersonDetail(Person Person, IReadOnlyList<GroupId> Groups)
{
    /// <summary>Their manager; null for none.</summary>
    public Person? Manager { get; init; }

    /// <summary>Whose manager they are, by name.</summary>
    public IReadOnlyList<Person> Reports { get; init; } = [];
}

/// <summary>Shows one person: themselves, or anyone to an admin.</summary>
public sealed class FindPerson(IPeopleStore people)
{
    /// <summary>The person; NotFound for anyone but themselves and admins.</summary>
    public async Task<Outcome<PersonDetail>> RunAsync(Actor actor, PersonId id, CancellationToken cancel = default) =>
        (actor.SeesAll || actor.Is(id)) && await people.FindAsync(id, cancel) is { } person
            ? new PersonDetail(person, await people.GroupsOfAsync(id, cancel)) { Manager = await people.ManagerOfAsync(id, cancel), Reports = await people.ReportsOfAsync(id, cancel) }
            : Refusal.NotFound;
}
