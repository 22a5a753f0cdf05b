using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>Who is asked about a request now. It is asked of the flow in force, not of the one under which the request was made.</summary>
public sealed class WhoDecides(
    IRequestStore requests, IRequestHabitStore habits, IPeopleStore people, IServerStore servers, IAccessFlowStore flows, ApproversOf approvers, TimeProvider clock)
{
    /// <summary>The step that a request waits in; null when its flow is gone, not active or automatic now, and nobody is asked.</summary>
    public async Task<StepNow?> StepAsync(AccessRequest request, CancellationToken cancel = default) => (await StepsAsync([request], cancel)).GetValueOrDefault(request.Id);

    /// <summary>The steps that requests wait in. It reads as often for many as for one, except where a step asks those who have to do with the request itself.</summary>
    public async Task<IReadOnlyDictionary<RequestId, StepNow>> StepsAsync(IReadOnlyCollection<AccessRequest> waiting, CancellationToken cancel = default)
    {
        var ids = waiting.Select(r => r.Id).ToList();
        var rules = (await flows.ListAsync(cancel)).Where(f => f is { IsActive: true, Rule.Approval: not null }).ToDictionary(f => f.Id);
        var begun = (await requests.StepsOfAsync(ids, cancel)).ToLookup(s => (s.RequestId, s.Number));
        var approvals = (await requests.DecisionsOfAsync(ids, cancel)).Where(d => d.Approved).ToLookup(d => (d.RequestId, d.Step));
        var away = await habits.InForceAsync(clock.GetUtcNow(), cancel);
        Dictionary<(AccessFlowId, int), StepApprovers> known = [];
        Dictionary<RequestId, StepNow> steps = [];
        foreach (var request in waiting.Where(r => rules.ContainsKey(r.FlowId)))
        {
            var flow = rules[request.FlowId];
            var rule = flow.Rule.Approval!;
            var number = Math.Min(request.Step, rule.Steps.Count - 1);
            var step = rule.StepAt(number);
            if (step.Relations.Count > 0 || !known.TryGetValue((flow.Id, number), out var asked))
            {
                asked = await approvers.StepAsync(step, await CaseAsync(request, step, cancel), cancel);
                known[(flow.Id, number)] = asked;
            }

            var isEscalated = begun[(request.Id, request.Step)].Any(s => s.EscalatedAt is not null);
            asked = asked.Without(request.RequesterId);
            steps[request.Id] = new(flow, rule, number, request.AskedById is { } by ? asked.Without(by) : asked, isEscalated, [.. approvals[(request.Id, request.Step)]], away, request.RequesterId) { AskedBy = request.AskedById };
        }

        return steps;
    }

    /// <summary>True when the flow in force may ask this person about the request in some step, by themselves or in somebody's place. Then they may see it.</summary>
    public async Task<bool> MaySeeAsync(PersonId person, AccessRequest request, CancellationToken cancel = default)
    {
        if (request.IsParty(person) || await flows.FindAsync(request.FlowId, cancel) is not { IsActive: true, Rule.Approval: { } rule })
        {
            return false;
        }

        var sides = await SidesOfAsync(person, cancel);
        foreach (var step in rule.Steps.Where(s => sides.Any(x => ApproversOf.MayAsk(s, x.Person, x.Memberships))))
        {
            if (step.Relations.Count == 0)
            {
                return true;
            }

            var asked = await approvers.StepAsync(step, await CaseAsync(request, step, cancel), cancel);
            if (asked.Now(escalated: true).Any(p => sides.Any(x => x.Person == p.Id)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Flows that may ask this person in some step, by themselves or in somebody's place.</summary>
    public async Task<IReadOnlyList<AccessFlow>> FlowsAskingAsync(PersonId person, CancellationToken cancel = default)
    {
        var sides = await SidesOfAsync(person, cancel);
        return [.. (await flows.ListAsync(cancel)).Where(f => f.IsActive && f.Rule.Approval?.Steps.Any(s => sides.Any(x => ApproversOf.MayAsk(s, x.Person, x.Memberships))) == true)];
    }

    /// <summary>The person, and those in whose place they decide now, with what each belongs to.</summary>
    private async Task<IReadOnlyList<(PersonId Person, Memberships Memberships)>> SidesOfAsync(PersonId person, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await people.FindAsync(person, cancel) is not { IsActive: true, Role: not Role.Auditor })
        {
            return [];
        }

        List<(PersonId, Memberships)> sides = [(person, await people.MembershipsOfAsync(person, now, cancel))];
        foreach (var away in (await habits.InForceAsync(now, cancel)).Where(d => d.DelegateId == person).Select(d => d.PersonId).Distinct())
        {
            // Somebody who was deactivated has no place any more in which others could decide.
            if (await people.FindAsync(away, cancel) is { IsActive: true, Role: not Role.Auditor })
            {
                sides.Add((away, await people.MembershipsOfAsync(away, now, cancel)));
            }
        }

        return sides;
    }

    private async Task<ApprovalCase> CaseAsync(AccessRequest request, ApprovalStep step, CancellationToken cancel)
    {
        if (step.Relations.Count == 0)
        {
            return new(null, []);
        }

        var asked = (await requests.ServersOfAsync(request.Id, cancel)).Where(s => !s.IsLeftOut);
        return ApprovalCase.Of(request.RequesterId, await servers.FactsAsync([.. asked.Select(s => s.ServerId)], cancel)) with { AskedBy = request.AskedById };
    }
}
