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

/// <summary>Which access flows are listed.</summary>
/// <param name="Search">Words, each of which stands somewhere on the flow's card (<see cref="FlowWords.Finds"/>); null for all.</param>
/// <param name="IsActive">Only those that are active, or that are not; null for both.</param>
/// <param name="Label">Only those with exactly this label; null for all.</param>
public sealed record FlowFilter(string? Search = null, bool? IsActive = null, string? Label = null);

/// <summary>What access flows can be filtered by.</summary>
/// <param name="Active">How many are active.</param>
/// <param name="Inactive">How many are not.</param>
/// <param name="Labels">The labels that flows have, by name.</param>
public sealed record FlowFilters(int Active, int Inactive, IReadOnlyList<string> Labels);

/// <summary>Shows access flows to an admin.</summary>
public sealed class ListAccessFlows(
    IAccessFlowStore flows, IBundleStore bundles, IPeopleStore people, IServerStore servers, ApproversOf approvers, DescribeFlows describe, TimeProvider clock)
{
    private const int ServersShown = 20;

    /// <summary>Flows by name; NotFound for anyone but an admin. A search reads all of them, since it looks through the names of what they name.</summary>
    public async Task<Outcome<PageOf<AccessFlow>>> RunAsync(Actor actor, FlowFilter filter, Page page, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        if (string.IsNullOrWhiteSpace(filter.Search))
        {
            return await flows.PageAsync(filter.IsActive, filter.Label, page, cancel);
        }

        var all = (await flows.ListAsync(cancel)).Where(f => (filter.IsActive is not { } wanted || f.IsActive == wanted) && (filter.Label is not { } label || f.Rule.Labels.Contains(label, StringComparer.Ordinal))).ToList();
        var words = (await describe.WordsAsync(actor, [.. all.Select(f => f.Rule)], cancel)).Value;
        var found = all.Where(f => words.Finds(f, filter.Search)).ToList();
        return new PageOf<AccessFlow>([.. found.Skip(page.SafeSkip).Take(page.SafeTake)], found.Count);
    }

    /// <summary>What flows can be filtered by; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<FlowFilters>> FiltersAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? await flows.FiltersAsync(cancel) : Refusal.NotFound;

    /// <summary>One flow; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AccessFlow>> FindAsync(Actor actor, AccessFlowId id, CancellationToken cancel = default) =>
        actor.SeesAll && await flows.FindAsync(id, cancel) is { } flow ? flow : Refusal.NotFound;

    /// <summary>Whom and what a rule matches now; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<FlowMeaning>> MeaningAsync(Actor actor, FlowRule rule, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
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
