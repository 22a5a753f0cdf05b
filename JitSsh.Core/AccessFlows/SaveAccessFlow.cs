using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>Adds, changes, activates, deactivates or removes an access flow.</summary>
public sealed class SaveAccessFlow(IAccessFlowStore flows, AnalyseFlowChange analyse, TimeProvider clock)
{
    /// <summary>Adds a flow. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AccessFlowId>> AddAsync(Actor actor, string name, FlowRule rule, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var analysis = await analyse.AnalyseAsync(null, name, rule, isActive: true, cancel);
        if (analysis.Problems.Count > 0)
        {
            return Refusal.Invalid(analysis.Problems);
        }

        var now = clock.GetUtcNow();
        var flow = new AccessFlow { Id = TypedId.New<AccessFlowId>(clock), Name = name.Trim(), Rule = rule, ChangedAt = now };
        return await flows.AddAsync(flow, Audited.AccessFlow(actor, now, flow.Id, "added", flow.Name), cancel) ? flow.Id : NameTaken;
    }

    /// <summary>
    /// Changes a flow, making a new version; Conflict when somebody else changed it since <paramref name="version"/>. Access under it whose person, server or Linux groups
    /// the old rule allowed and the new one does not ends at once; when the flow is deactivated, or its kind is another, all of it does. Times and settings count from the next
    /// request on.
    /// </summary>
    public async Task<Outcome<Nothing>> ChangeAsync(Actor actor, AccessFlowId id, int version, string name, FlowRule rule, bool isActive, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await flows.FindAsync(id, cancel) is not { } flow)
        {
            return Refusal.NotFound;
        }

        var analysis = await analyse.AnalyseAsync(flow, name, rule, isActive, cancel);
        if (analysis.Problems.Count > 0)
        {
            return Refusal.Invalid(analysis.Problems);
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
        return await flows.ChangeAsync(flow, analysis.Ends, actor, Audited.AccessFlow(actor, now, id, verb, $"{flow.Name}, version {flow.Version}", AuditChange.Between(before, FieldsOf(flow))), cancel) switch
        {
            null => Nothing.AtAll,
            FlowSaveProblem.NameTaken => NameTaken,
            _ => Stale,
        };
    }

    /// <summary>Removes a flow. Requests it governed keep its version; access under it ends at once.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, AccessFlowId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await flows.FindAsync(id, cancel) is not { } flow)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        return await flows.RemoveAsync(id, actor, now, Audited.AccessFlow(actor, now, id, "removed", flow.Name), cancel) ? Nothing.AtAll : Refusal.NotFound;
    }

    private static IReadOnlyDictionary<string, string> FieldsOf(AccessFlow flow) => AuditFields.Of(new { flow.Name, flow.IsActive, flow.Rule });

    private static Refusal NameTaken => Refusal.Invalid("Name", "Another access flow has this name.");

    private static Refusal Stale => Refusal.Conflict("Somebody else has changed this access flow since you opened it. Open it again and make your change there.");
}
