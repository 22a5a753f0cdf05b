using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>Whom a rule names.</summary>
public static class PeopleOfRule
{
    /// <summary>The active people that it names at a moment, by name, each once: the same as <see cref="PeopleRule.Names"/> says of each.</summary>
    public static Task<IReadOnlyList<Person>> ActiveAmongAsync(this IPeopleStore people, PeopleRule rule, DateTimeOffset at, CancellationToken cancel) =>
        ActiveAmongAsync(rule, (persons, groups, shifts) => people.ActiveAmongAsync(persons, groups, shifts, at, cancel), () => people.ActiveAsync(cancel));

    /// <summary>The same, for whoever reads people in another way.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="among">The active people among some, in groups, and on call in shifts.</param>
    /// <param name="active">All active people.</param>
    public static async Task<IReadOnlyList<Person>> ActiveAmongAsync(
        PeopleRule rule, Func<IReadOnlyCollection<PersonId>, IReadOnlyCollection<GroupId>, IReadOnlyCollection<ShiftId>, Task<IReadOnlyList<Person>>> among, Func<Task<IReadOnlyList<Person>>> active)
    {
        if (rule.IsEmpty)
        {
            return [];
        }

        var found = rule.AllOf ? await InAllAsync()
            : rule.Everyone ? await active()
            : await among(rule.People, rule.Groups, rule.Shifts);
        if (found.Count == 0 || rule.ExceptPeople.Count + rule.ExceptGroups.Count + rule.ExceptShifts.Count == 0)
        {
            return found;
        }

        var without = (await among(rule.ExceptPeople, rule.ExceptGroups, rule.ExceptShifts)).Select(p => p.Id).ToHashSet();
        return [.. found.Where(p => !without.Contains(p.Id))];

        async Task<IReadOnlyList<Person>> InAllAsync()
        {
            IReadOnlyList<Person>? all = null;
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

            return all ?? await active();

            async Task KeepAsync(PersonId[] persons, GroupId[] groups, ShiftId[] shifts)
            {
                var these = await among(persons, groups, shifts);
                all = all is null ? these : [.. all.IntersectBy(these.Select(p => p.Id), p => p.Id)];
            }
        }
    }
}
