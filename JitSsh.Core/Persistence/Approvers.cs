using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Who is asked about a request in the step that it is in, within a transaction that is under way; by the same rule as <see cref="WhoDecides"/>.</summary>
internal static class Approvers
{
    /// <summary>Those who are asked now, and those who decide in the place of one of them.</summary>
    public static async Task<IReadOnlyList<PersonId>> OfAsync(JitSshContext c, AccessRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        if (await RuleAsync(c, request, cancel) is not { } rule)
        {
            return [];
        }

        var step = rule.StepAt(request.Step);
        var first = await FirstAsync(c, step, request, at, cancel);
        var isEscalated = await c.BegunSteps.AnyAsync(s => s.RequestId == request.Id && s.Number == request.Step && s.EscalatedAt != null, cancel);
        return await WithDelegatesAsync(c, isEscalated ? [.. first, .. await NextAsync(c, step, at, cancel)] : first, request, at, cancel);
    }

    /// <summary>Those who are asked besides, once nobody has answered in time.</summary>
    public static async Task<IReadOnlyList<PersonId>> BesidesAsync(JitSshContext c, AccessRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        if (await RuleAsync(c, request, cancel) is not { } rule)
        {
            return [];
        }

        var step = rule.StepAt(request.Step);
        var first = await FirstAsync(c, step, request, at, cancel);
        return await WithDelegatesAsync(c, [.. (await NextAsync(c, step, at, cancel)).Except(first)], request, at, cancel);
    }

    /// <summary>Everybody whom any step may ask.</summary>
    public static async Task<IReadOnlyList<PersonId>> OfAllStepsAsync(JitSshContext c, AccessRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        List<PersonId> all = [];
        foreach (var step in (await RuleAsync(c, request, cancel))?.Steps ?? [])
        {
            all.AddRange(await FirstAsync(c, step, request, at, cancel));
            all.AddRange(await NextAsync(c, step, at, cancel));
        }

        return await WithDelegatesAsync(c, all, request, at, cancel);
    }

    private static async Task<ApprovalRule?> RuleAsync(JitSshContext c, AccessRequest request, CancellationToken cancel) =>
        await c.AccessFlows.FirstOrDefaultAsync(f => f.Id == request.FlowId, cancel) is { IsActive: true, Rule.Approval: { } rule } ? rule : null;

    private static async Task<List<PersonId>> FirstAsync(JitSshContext c, ApprovalStep step, AccessRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        List<PersonId> asked = [.. await NamedAsync(c, step.Approvers, at, cancel)];
        if (step.Relations.Contains(ApproverRelation.IntegrationOwner))
        {
            var asksFor = c.RequestedServers.Where(s => s.RequestId == request.Id && !s.IsLeftOut).Select(s => s.ServerId);
            var owners = c.Integrations.Where(i => i.OwnerId != null && c.Servers.Any(s => s.IntegrationId == i.Id && asksFor.Contains(s.Id)));
            asked.AddRange(await c.People.Where(p => p.IsActive && owners.Any(i => i.OwnerId == p.Id)).Select(p => p.Id).ToListAsync(cancel));
        }

        if (step.Relations.Contains(ApproverRelation.Manager))
        {
            asked.AddRange(await c.People.Where(p => p.IsActive && c.People.Any(r => r.Id == request.RequesterId && r.ManagerId == p.Id)).Select(p => p.Id).ToListAsync(cancel));
        }

        if (step.Relations.Contains(ApproverRelation.ServerOwner))
        {
            var kept = c.RequestedServers.Where(s => s.RequestId == request.Id && !s.IsLeftOut).Select(s => s.ServerId);
            var facts = await ServerStore.FactsAsync(c, c.Servers.Where(s => kept.Contains(s.Id)), cancel);
            var integrations = facts.Select(f => f.IntegrationId).Distinct().ToList();
            var tags = (await c.Integrations.Where(i => integrations.Contains(i.Id)).Select(i => new { i.Id, i.Source }).ToListAsync(cancel)).ToDictionary(i => i.Id, i => i.Source.OwnerTagInForce);
            asked.AddRange((await PeopleStore.ActiveWithAsync(c, OwnedServer.Emails(OwnedServer.Tagged(facts, tags)), cancel)).Select(p => p.Id));
        }

        return asked;
    }

    private static Task<IReadOnlyList<PersonId>> NextAsync(JitSshContext c, ApprovalStep step, DateTimeOffset at, CancellationToken cancel) =>
        step.EscalatesTo is { } others ? NamedAsync(c, others, at, cancel) : Task.FromResult<IReadOnlyList<PersonId>>([]);

    private static async Task<IReadOnlyList<PersonId>> NamedAsync(JitSshContext c, PeopleRule rule, DateTimeOffset at, CancellationToken cancel) =>
        [.. (await PeopleOfRule.ActiveAmongAsync(rule, (people, groups, shifts) => PeopleStore.AmongAsync(c, people, groups, shifts, at, cancel), () => PeopleStore.ActiveAsync(c, cancel))).Select(p => p.Id)];

    // Whoever has approved this step is not asked again, and nobody about what they asked for or get, not even in somebody's place.
    private static async Task<IReadOnlyList<PersonId>> WithDelegatesAsync(JitSshContext c, List<PersonId> asked, AccessRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        var approved = await c.Decisions.Where(d => d.RequestId == request.Id && d.Step == request.Step && d.Approved && d.ApproverId != null).Select(d => d.ApproverId!.Value).ToListAsync(cancel);
        var waiting = asked.Where(p => !request.IsParty(p)).Except(approved).ToList();
        var delegates = await c.Delegations.Where(d => d.From <= at && d.Until > at && waiting.Contains(d.PersonId) && c.People.Any(p => p.Id == d.DelegateId && p.IsActive))
            .Select(d => d.DelegateId).ToListAsync(cancel);
        return [.. waiting.Union(delegates.Except(approved)).Where(p => !request.IsParty(p))];
    }
}
