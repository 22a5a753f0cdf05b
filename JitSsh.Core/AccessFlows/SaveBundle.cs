using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>Adds, changes or removes a bundle. A change counts at once for every access flow that names it.</summary>
public sealed class SaveBundle(IBundleStore bundles, IAccessFlowStore flows, IAssertionStore assertions, IPeopleStore people, IServerStore servers, TimeProvider clock)
{
    /// <summary>Adds a bundle. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<BundleId>> AddAsync(Actor actor, string name, TargetRule targets, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        if (Problems(name, targets) is { Count: > 0 } problems)
        {
            return Refusal.Invalid(problems);
        }

        var bundle = new Bundle { Id = TypedId.New<BundleId>(clock), Name = name.Trim(), Targets = targets, ChangedAt = clock.GetUtcNow() };
        return await bundles.AddAsync(bundle, Audited.Bundle(actor, bundle.ChangedAt, bundle.Id, "added", bundle.Name), cancel) ? bundle.Id : NameTaken;
    }

    /// <summary>What a change would do to each flow that names the bundle, saving nothing; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<BundleEffect>>> PreviewAsync(Actor actor, BundleId id, TargetRule targets, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || (await bundles.ListAsync(cancel)).FirstOrDefault(b => b.Id == id) is not { } bundle)
        {
            return Refusal.NotFound;
        }

        var (effects, _) = await AnalyseAsync(bundle, targets, cancel);
        List<BundleEffect> shown = [];
        foreach (var effect in effects)
        {
            var ending = (await flows.InForceAsync(effect.Flow.Id, cancel)).Where(effect.Ends).ToList();
            shown.Add(new(effect.Flow.Name, effect.Flow.IsActive
                ? FlowChange.Between(effect.Before, effect.After, ending)
                : FlowChange.Between(FlowReach.Nothing, FlowReach.Nothing, ending)));
        }

        return Outcomes.Done<IReadOnlyList<BundleEffect>>(shown);
    }

    /// <summary>Changes a bundle; Conflict when somebody else did since <paramref name="version"/>. Access that the flows that name it no longer allow by this ends at once.</summary>
    public async Task<Outcome<Nothing>> ChangeAsync(Actor actor, BundleId id, int version, string name, TargetRule targets, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || (await bundles.ListAsync(cancel)).FirstOrDefault(b => b.Id == id) is not { } bundle)
        {
            return Refusal.NotFound;
        }

        var problems = Problems(name, targets);
        var (effects, broken) = await AnalyseAsync(bundle, targets, cancel);
        problems.AddRange(broken);
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        if (bundle.Version != version)
        {
            return Stale;
        }

        (bundle.Name, bundle.Targets, bundle.Version, bundle.ChangedAt) = (name.Trim(), targets, version + 1, clock.GetUtcNow());
        var ends = effects.ToDictionary(e => e.Flow.Id, e => (Func<GrantInForce, bool>)e.Ends);
        return await bundles.ChangeAsync(bundle, ends, actor, Audited.Bundle(actor, bundle.ChangedAt, id, "changed", $"{bundle.Name}, version {bundle.Version}"), cancel) switch
        {
            null => Nothing.AtAll,
            FlowSaveProblem.NameTaken => NameTaken,
            _ => Stale,
        };
    }

    /// <summary>Removes a bundle; Conflict while an access flow or an assertion names it.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, BundleId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || (await bundles.ListAsync(cancel)).FirstOrDefault(b => b.Id == id) is not { } bundle)
        {
            return Refusal.NotFound;
        }

        var users = (await flows.ListAsync(cancel)).Where(f => Names(f.Rule.Targets, id)).Select(f => $"the access flow '{f.Name}'")
            .Concat((await assertions.ListAsync(cancel)).Where(a => Names(a.Targets, id)).Select(a => $"the assertion '{a.Name}'")).ToList();
        return users.Count > 0 || !await bundles.RemoveAsync(id, Audited.Bundle(actor, clock.GetUtcNow(), id, "removed", bundle.Name), cancel)
            ? Refusal.Conflict($"'{bundle.Name}' is named by {(users.Count == 0 ? "an access flow or an assertion" : string.Join(", ", users.Take(5)))}. Take it out there first.")
            : Nothing.AtAll;
    }

    private static Refusal NameTaken => Refusal.Invalid("Name", "Another bundle has this name.");

    private static Refusal Stale => Refusal.Conflict("Somebody else has changed this bundle since you opened it. Open it again and make your change there.");

    private static bool Names(TargetRule targets, BundleId id) => targets.Bundles.Contains(id) || targets.ExceptBundles.Contains(id);

    private static List<Problem> Problems(string name, TargetRule targets)
    {
        var problems = FlowRuleProblems.In(targets);
        if (PlainText.ProblemWithName(name) is { } sentence)
        {
            problems.Insert(0, new("Name", sentence));
        }

        if (targets.Bundles.Count + targets.ExceptBundles.Count > 0)
        {
            problems.Add(new("Targets", "A bundle names no other bundle. Name its servers here."));
        }

        return problems;
    }

    private async Task<(List<Effect> Effects, List<Problem> Problems)> AnalyseAsync(Bundle bundle, TargetRule targets, CancellationToken cancel)
    {
        var estate = new Estate(people, servers, clock.GetUtcNow());
        var after = (await bundles.ListAsync(cancel)).Select(b => b.Id == bundle.Id ? new Bundle { Id = b.Id, Name = b.Name, Targets = targets, ChangedAt = b.ChangedAt } : b).ToList();
        var all = await flows.ListAsync(cancel);
        List<Effect> effects = [];
        foreach (var flow in all.Where(f => Names(f.Rule.Targets, bundle.Id)))
        {
            effects.Add(new(flow, await estate.ReachAsync(flow.Rule, cancel), await estate.ReachAsync(flow.Rule.With(after), cancel)));
        }

        List<Problem> problems = [];
        foreach (var assertion in await assertions.ListAsync(cancel))
        {
            var changed = assertion.With(after);
            foreach (var flow in all.Where(f => f.IsActive && (Names(f.Rule.Targets, bundle.Id) || Names(assertion.Targets, bundle.Id))))
            {
                if (await estate.BreakAsync(changed, flow.Name, flow.Rule.With(after), cancel) is { } broken)
                {
                    problems.Add(new("Targets", $"With this the access flow '{flow.Name}' breaks the assertion '{broken.AssertionName}': {broken.Example}."));
                }
            }
        }

        return (effects, problems);
    }

    private sealed record Effect(AccessFlow Flow, FlowReach Before, FlowReach After)
    {
        public bool Ends(GrantInForce grant) => FlowChange.Ends(Before, After, grant);
    }
}

/// <summary>What a change of a bundle does to an access flow that names it.</summary>
/// <param name="Flow">The flow's name.</param>
/// <param name="Change">What becomes different.</param>
public sealed record BundleEffect(string Flow, FlowChange Change);
