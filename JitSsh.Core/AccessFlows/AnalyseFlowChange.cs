using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>What saving a flow would do.</summary>
/// <param name="Change">What becomes different.</param>
/// <param name="Problems">Why it cannot be saved as it stands; empty when it can.</param>
public sealed record FlowForecast(FlowChange Change, IReadOnlyList<Problem> Problems)
{
    /// <summary>What an admin should know although it can be saved, a sentence each: for example how many servers have no owner to approve.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The one analysis of a change that the builder shows and that saving acts on.</summary>
public sealed class AnalyseFlowChange(
    IAccessFlowStore flows, IBundleStore bundles, IAssertionStore assertions, IPeopleStore people, IServerStore servers, IIntegrationStore integrations, ApproversOf approvers, TimeProvider clock)
{
    /// <summary>What saving this would do, saving nothing; NotFound for anyone but an admin, and for a flow that is not there.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="id">The flow; null for a new one.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rule">What it is to say.</param>
    /// <param name="isActive">False while it allows nothing.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<FlowForecast>> RunAsync(Actor actor, AccessFlowId? id, string name, FlowRule rule, bool isActive, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        AccessFlow? old = null;
        if (id is { } known && (old = await flows.FindAsync(known, cancel)) is null)
        {
            return Refusal.NotFound;
        }

        var analysis = await AnalyseAsync(old, name, rule, isActive, cancel);
        var inForce = old is null ? [] : await flows.InForceAsync(old.Id, cancel);
        return new FlowForecast(analysis.Change([.. inForce.Where(analysis.Ends)]), analysis.Problems) { Notes = analysis.Notes };
    }

    /// <summary>The analysis that saving acts on.</summary>
    internal async Task<FlowAnalysis> AnalyseAsync(AccessFlow? old, string name, FlowRule rule, bool isActive, CancellationToken cancel)
    {
        var estate = new Estate(people, servers, clock.GetUtcNow());
        var known = rule.With(await bundles.ListAsync(cancel));
        var before = old is null ? FlowReach.Nothing : await estate.ReachAsync(old.Rule, cancel);
        var after = await estate.ReachAsync(known, cancel);
        var problems = FlowRuleProblems.In(name, rule);

        // What allows nothing breaks nothing: a flow can be switched off whatever has become of what it names. Activating it is held against all of it again.
        if (isActive)
        {
            problems.AddRange(await ProblemsWithWhatIsThereAsync(known, after, estate, cancel));
            foreach (var assertion in await assertions.ListAsync(cancel))
            {
                if (await estate.BreakAsync(assertion, name, known, cancel) is { } broken)
                {
                    problems.Add(new("Grantees", broken.Sentence));
                }
            }
        }

        return new(before, after, old is { IsActive: true }, isActive, problems)
        {
            ChangesKind = old is not null && old.Rule.Kind != rule.Kind,
            Notes = isActive && await approvers.WithoutOwnerAsync(known, await estate.ServersAsync(known.Targets, cancel), cancel) is { } ownerless ? [ownerless] : [],
            IsClosed = rule is { Kind: FlowKind.Automatic, When: { } hours } && hours.EndAt(estate.At, FlowRule.LongestDuration) is null,
        };
    }

    private async Task<List<Problem>> ProblemsWithWhatIsThereAsync(FlowRule rule, FlowReach after, Estate estate, CancellationToken cancel)
    {
        List<Problem> problems = AutomaticRuleProblems.In(rule, after) is { } tooMuch ? [tooMuch] : [];
        var targets = rule.Targets;
        if (targets.Bundles.Concat(targets.ExceptBundles).Any(b => !targets.Known.ContainsKey(b)))
        {
            problems.Add(new("Targets", "A bundle that this names is gone. Choose another one."));
        }

        if (rule.LinuxGroups.Count > 0)
        {
            var named = targets.Integrations.Concat(targets.Bundles.Where(targets.Known.ContainsKey).SelectMany(b => targets.Known[b].Integrations)).ToHashSet();
            var offered = (await integrations.AllAsync(cancel)).Where(i => named.Contains(i.Id)).SelectMany(i => i.LinuxGroups)
                .Concat((await estate.ServersAsync(targets, cancel)).SelectMany(s => s.LinuxGroups)).ToHashSet(StringComparer.Ordinal);
            foreach (var group in rule.LinuxGroups.Where(g => LinuxName.IsWellFormed(g) && !offered.Contains(g)))
            {
                problems.Add(new("LinuxGroups", $"None of these integrations offers the group '{group}'. Add it to the integration's user groups first."));
            }
        }

        var matched = await estate.ServersAsync(targets, cancel);
        var about = new ApprovalCase(null, targets.Integrations.Concat(matched.Select(s => s.IntegrationId)).ToHashSet()) { Servers = matched };
        var nobody = await approvers.WhyNobodyAsync(rule, about, after.People, cancel);
        problems.AddRange(nobody.Select(sentence => new Problem("Approvers", sentence)));
        return problems;
    }
}

/// <summary>A change as it was analysed at one moment.</summary>
/// <param name="Before">Whom and what the old rule reaches.</param>
/// <param name="After">Whom and what the new rule reaches.</param>
/// <param name="WasActive">Whether the old one is active.</param>
/// <param name="IsActive">Whether the new one is to be.</param>
/// <param name="Problems">Why it cannot be saved.</param>
internal sealed record FlowAnalysis(FlowReach Before, FlowReach After, bool WasActive, bool IsActive, IReadOnlyList<Problem> Problems)
{
    /// <summary>True when people asked under the old one and have it by themselves under the new one, or the other way round.</summary>
    public bool ChangesKind { get; init; }

    /// <summary>True when the new one gives access by itself, and its hours are closed now.</summary>
    public bool IsClosed { get; init; }

    /// <summary>What an admin should know although it can be saved.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True for access that ends by saving: all of it when the flow is not active any more, its kind is another, or it gives nothing at this hour.</summary>
    public bool Ends(GrantInForce grant) => !IsActive || ChangesKind || IsClosed || FlowChange.Ends(Before, After, grant);

    /// <summary>What becomes different.</summary>
    public FlowChange Change(IReadOnlyList<GrantInForce> ending) => FlowChange.Between(WasActive ? Before : FlowReach.Nothing, IsActive ? After : FlowReach.Nothing, ending);
}
