using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>What a flow, as it stands in the builder, would mean.</summary>
/// <param name="Grantees">The active people who may ask.</param>
/// <param name="Servers">The first servers it is for, by name.</param>
/// <param name="ServerCount">How many there are in all.</param>
/// <param name="Approvers">The active people who are asked first; empty when it is automatic.</param>
public sealed record FlowMeaning(IReadOnlyList<Person> Grantees, IReadOnlyList<ServerFacts> Servers, int ServerCount, IReadOnlyList<Person> Approvers)
{
    /// <summary>The active people of each step; empty when it is automatic.</summary>
    public IReadOnlyList<StepApprovers> Steps { get; init; } = [];
}

/// <summary>Shows access flows to an admin.</summary>
public sealed class ListAccessFlows(IAccessFlowStore flows, IBundleStore bundles, IPeopleStore people, IServerStore servers, ApproversOf approvers, TimeProvider clock)
{
    private const int ServersShown = 20;

    /// <summary>All flows by name; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<AccessFlow>>> RunAsync(Actor actor, CancellationToken cancel = default) =>
        actor.IsAdmin ? Outcomes.Done(await flows.ListAsync(cancel)) : Refusal.NotFound;

    /// <summary>One flow; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AccessFlow>> FindAsync(Actor actor, AccessFlowId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await flows.FindAsync(id, cancel) is { } flow ? flow : Refusal.NotFound;

    /// <summary>Whom and what a rule matches now; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<FlowMeaning>> MeaningAsync(Actor actor, FlowRule rule, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var matched = (await servers.FactsAsync(cancel)).Where(rule.Targets.With(await bundles.ListAsync(cancel)).Matches).ToList();
        var concerned = rule.Targets.Integrations.Concat(matched.Select(s => s.IntegrationId)).ToHashSet();
        List<StepApprovers> steps = [];
        foreach (var step in rule.Approval?.Steps ?? [])
        {
            steps.Add(await approvers.StepAsync(step, new(null, concerned) { Servers = matched }, cancel));
        }

        return new FlowMeaning(
            await people.ActiveAmongAsync(rule.Grantees, clock.GetUtcNow(), cancel), [.. matched.Take(ServersShown)], matched.Count, steps is [var first, ..] ? first.First : []) { Steps = steps };
    }
}
