using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;

namespace JitSsh.Core.AccessFlows;

/// <summary>Finds what automatic flows give now. JitSsh's own work; nobody asks for it.</summary>
public sealed class FindAutomaticAccess(IAccessFlowStore flows, IPeopleStore people, IServerStore servers, IShiftStore shifts)
{
    /// <summary>The answer at a moment; null when there is no automatic flow that is active. Without one nothing else is read.</summary>
    internal async Task<AutomaticAnswer?> RunAsync(DateTimeOffset now, CancellationToken cancel)
    {
        var automatic = (await flows.ListAsync(cancel)).Where(f => f is { IsActive: true, Rule.Kind: FlowKind.Automatic }).ToList();
        return automatic.Count == 0 ? null : AutomaticAccess.At(
            now, automatic, await PeopleAsync(automatic, now, cancel), await servers.FactsAsync(cancel), await shifts.PlansAsync(now, now + AutomaticAccess.Ahead, cancel));
    }

    /// <summary>The names of the shifts and groups by which access is given.</summary>
    internal async Task<Func<AutomaticReason, string>> WordsAsync(CancellationToken cancel)
    {
        var named = (await shifts.ListAsync(cancel)).ToDictionary(s => s.Id, s => s.Name);
        var groups = (await people.GroupNamesAsync(cancel)).ToDictionary(g => g.Id, g => g.Name);
        return reason => reason switch
        {
            { Shift: { } shift } => $"on call in {named.GetValueOrDefault(shift, "a shift")}",
            { Group: { } group } => $"in {groups.GetValueOrDefault(group, "a group")}",
            _ => "named by it",
        };
    }

    private async Task<IReadOnlyCollection<AutomaticPerson>> PeopleAsync(List<AccessFlow> automatic, DateTimeOffset now, CancellationToken cancel)
    {
        var memberships = new Dictionary<PersonId, List<GroupId>>();
        foreach (var group in automatic.SelectMany(f => f.Rule.Grantees.Groups.Concat(f.Rule.Grantees.ExceptGroups)).Distinct())
        {
            foreach (var person in await people.ActiveAmongAsync([], [group], [], now, cancel))
            {
                (memberships.TryGetValue(person.Id, out var known) ? known : memberships[person.Id] = []).Add(group);
            }
        }

        // Without a Linux name there is no account to give.
        return [.. (await people.ActiveAsync(cancel)).Where(p => p.LinuxName is not null).Select(p => new AutomaticPerson(p.Id, p.LinuxName!, memberships.GetValueOrDefault(p.Id, [])))];
    }
}
