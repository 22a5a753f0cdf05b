using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>People by themselves, by group and by shift: any of what is named or all of it, and none of the exceptions. A person counts once.</summary>
/// <param name="People">People named.</param>
/// <param name="Groups">Groups named.</param>
public sealed record PeopleRule(IReadOnlyList<PersonId> People, IReadOnlyList<GroupId> Groups)
{
    /// <summary>Shifts named: whoever is on call in them.</summary>
    public IReadOnlyList<ShiftId> Shifts { get; init; } = [];

    /// <summary>True names everybody who is active. It has to be said: a rule that names nothing names nobody.</summary>
    public bool Everyone { get; init; }

    /// <summary>True when a person has to be all that is named; false when one of it is enough.</summary>
    public bool AllOf { get; init; }

    /// <summary>People who are left out.</summary>
    public IReadOnlyList<PersonId> ExceptPeople { get; init; } = [];

    /// <summary>Groups whose people are left out.</summary>
    public IReadOnlyList<GroupId> ExceptGroups { get; init; } = [];

    /// <summary>Shifts whose people are left out while they are on call.</summary>
    public IReadOnlyList<ShiftId> ExceptShifts { get; init; } = [];

    /// <summary>True when it names nobody. Exceptions alone name nobody.</summary>
    public bool IsEmpty => !Everyone && People.Count == 0 && Groups.Count == 0 && Shifts.Count == 0;

    /// <summary>True when it names this person, one of their groups, or a shift in which they are on call (all of these, when it asks for all), and no exception does.</summary>
    public bool Names(PersonId person, Memberships memberships) => !IsEmpty && Includes(person, memberships) && !Excludes(person, memberships);

    private bool Includes(PersonId person, Memberships memberships) => AllOf
        ? People.All(p => p == person) && Groups.All(memberships.Groups.Contains) && Shifts.All(memberships.Shifts.Contains)
        : Everyone || People.Contains(person) || Groups.Any(memberships.Groups.Contains) || Shifts.Any(memberships.Shifts.Contains);

    private bool Excludes(PersonId person, Memberships memberships) =>
        ExceptPeople.Contains(person) || ExceptGroups.Any(memberships.Groups.Contains) || ExceptShifts.Any(memberships.Shifts.Contains);
}
