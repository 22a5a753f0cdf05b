using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.AccessFlows;

/// <summary>Adds, changes, activates, deactivates or removes an access flow.</summary>
public sealed class SaveAccessFlow(IAccessFlowStore flows, IPeopleStore people, IIntegrationStore integrations, TimeProvider clock)
{
    /// <summary>Adds a flow. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AccessFlowId>> AddAsync(Actor actor, string name, FlowRule rule, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var problems = await ProblemsAsync(name, rule, cancel);
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var flow = new AccessFlow { Id = TypedId.New<AccessFlowId>(clock), Name = name.Trim(), Rule = rule, ChangedAt = now };
        return await flows.AddAsync(flow, Audited.AccessFlow(actor, now, flow.Id, "added", flow.Name), cancel) ? flow.Id : NameTaken;
    }

    /// <summary>Changes a flow, making a new version; Conflict when somebody else changed it since <paramref name="version"/>.</summary>
    public async Task<Outcome<Nothing>> ChangeAsync(Actor actor, AccessFlowId id, int version, string name, FlowRule rule, bool isActive, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await flows.FindAsync(id, cancel) is not { } flow)
        {
            return Refusal.NotFound;
        }

        var problems = await ProblemsAsync(name, rule, cancel);
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        if (flow.Version != version)
        {
            return Stale;
        }

        var now = clock.GetUtcNow();
        var verb = flow.IsActive == isActive ? "changed" : isActive ? "activated" : "deactivated";
        var before = FieldsOf(flow);
        flow.Name = name.Trim();
        flow.Rule = rule;
        flow.IsActive = isActive;
        flow.Version++;
        flow.ChangedAt = now;
        return await flows.ChangeAsync(flow, Audited.AccessFlow(actor, now, id, verb, $"{flow.Name}, version {flow.Version}", AuditChange.Between(before, FieldsOf(flow))), cancel) switch
        {
            null => Nothing.AtAll,
            FlowSaveProblem.NameTaken => NameTaken,
            _ => Stale,
        };
    }

    /// <summary>Removes a flow. Requests it governed keep its version; grants run to their end.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, AccessFlowId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await flows.FindAsync(id, cancel) is { } flow
            && await flows.RemoveAsync(id, Audited.AccessFlow(actor, clock.GetUtcNow(), id, "removed", flow.Name), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    private static IReadOnlyDictionary<string, string> FieldsOf(AccessFlow flow) => AuditFields.Of(new { flow.Name, flow.IsActive, flow.Rule });

    private static Refusal NameTaken => Refusal.Invalid("Name", "Another access flow has this name.");

    private static Refusal Stale => Refusal.Conflict("Somebody else has changed this access flow since you opened it. Open it again and make your change there.");

    private async Task<List<Problem>> ProblemsAsync(string name, FlowRule rule, CancellationToken cancel)
    {
        var problems = FlowRuleProblems.In(name, rule);
        var offered = (await integrations.ListAsync(cancel))
            .Where(i => rule.Targets.Integrations.Contains(i.Integration.Id)).SelectMany(i => i.Integration.LinuxGroups).ToHashSet(StringComparer.Ordinal);
        foreach (var group in rule.LinuxGroups.Where(g => LinuxName.IsWellFormed(g) && !offered.Contains(g)))
        {
            problems.Add(new("LinuxGroups", $"None of these integrations offers the group '{group}'. Add it to the integration's user groups first."));
        }

        if (rule.Approvers is { IsEmpty: false } approvers && (await people.ActiveAmongAsync(approvers, clock.GetUtcNow(), cancel)).Count == 0)
        {
            problems.Add(new("Approvers", "Nobody who could approve is active: these people are deactivated, or these groups are empty."));
        }

        return problems;
    }
}
