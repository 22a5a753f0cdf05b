using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>Whom a rule names.</summary>
public static class PeopleOfRule
{
    /// <summary>The active people that it names at a moment, by name, each once: the same as <see cref="PeopleRule.Names"/> says of each.</summary>
    public static async Task<IReadOnlyList<Person>> ActiveAmongAsync(this IPeopleStore people, PeopleRule rule, DateTimeOffset at, CancellationToken cancel)
    {
        if (rule.IsEmpty)
        {
            return [];
        }

        var found = rule.AllOf ? await InAllAsync(people, rule, at, cancel)
            : rule.Everyone ? await people.ActiveAsync(cancel)
            : await people.ActiveAmongAsync(rule.People, rule.Groups, rule.Shifts, at, cancel);
        if (found.Count == 0 || rule.ExceptPeople.Count + rule.ExceptGroups.Count + rule.ExceptShifts.Count == 0)
        {
            return found;
        }

        var without = (await people.ActiveAmongAsync(rule.ExceptPeople, rule.ExceptGroups, rule.ExceptShifts, at, cancel)).Select(p => p.Id).ToHashSet();
        return [.. found.Where(p => !without.Contains(p.Id))];
    }

    private static async Task<IReadOnlyList<Person>> InAllAsync(IPeopleStore people, PeopleRule rule, DateTimeOffset at, CancellationToken cancel)
    {
        IReadOnlyList<Person>? found = null;
        foreach (var person in rule.People)
        {
            await KeepAsync([person], [], []);
        }

        foreach (var group in rule.Groups)
        {
            await KeepAsync([], [group], []);
        }

        foreach (var shift in rule.Shifts)
        {
            await KeepAsync([], [], [shift]);
        }

        return found ?? await people.ActiveAsync(cancel);

        async Task KeepAsync(PersonId[] persons, GroupId[] groups, ShiftId[] shifts)
        {
            var these = await people.ActiveAmongAsync(persons, groups, shifts, at, cancel);
            found = found is null ? these : [.. found.IntersectBy(these.Select(p => p.Id), p => p.Id)];
        }
    }
}
