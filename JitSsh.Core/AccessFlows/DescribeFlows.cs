using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;

namespace JitSsh.Core.AccessFlows;

/// <summary>A version of a flow, and what it changed.</summary>
/// <param name="Version">The version.</param>
/// <param name="Differences">What became different from the version before, a sentence each; empty for the first, and where only activity changed.</param>
public sealed record FlowVersionRow(AccessFlowVersion Version, IReadOnlyList<string> Differences);

/// <summary>Says in words what flows say.</summary>
public sealed class DescribeFlows(
    IAccessFlowStore flows, IBundleStore bundles, IPeopleStore people, IServerStore servers, IIntegrationStore integrations, ListShifts shifts)
{
    /// <summary>The names that these rules need; NotFound for anyone but an admin.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="who">Rules about people.</param>
    /// <param name="what">Rules about servers.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<FlowWords>> WordsAsync(Actor actor, IReadOnlyCollection<PeopleRule> who, IReadOnlyCollection<TargetRule> what, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        var named = await new ListPeople(people).NamedAsync(actor, who.SelectMany(r => r.People.Concat(r.ExceptPeople)).ToHashSet(), cancel);
        var byThemselves = what.SelectMany(t => t.Servers.Concat(t.ExceptServers)).ToHashSet();
        var offered = await shifts.NamesAsync(actor, cancel);
        return new FlowWords(
            named.Value,
            await people.GroupNamesAsync(cancel),
            offered.Value,
            await integrations.AllAsync(cancel),
            await bundles.ListAsync(cancel),
            byThemselves.Count == 0 ? [] : await servers.FactsAsync(byThemselves, cancel));
    }

    /// <summary>The names that these flows need; NotFound for anyone but an admin.</summary>
    public Task<Outcome<FlowWords>> WordsAsync(Actor actor, IReadOnlyCollection<FlowRule> rules, CancellationToken cancel = default) =>
        WordsAsync(actor, [.. rules.Select(r => r.Grantees), .. rules.SelectMany(r => r.Approval?.People ?? [])], [.. rules.Select(r => r.Targets)], cancel);

    /// <summary>All versions of a flow with what each changed, the newest first; NotFound for anyone but an admin, and when there never was such a flow.</summary>
    public async Task<Outcome<IReadOnlyList<FlowVersionRow>>> VersionsAsync(Actor actor, AccessFlowId id, CancellationToken cancel = default)
    {
        if (!actor.SeesAll || await flows.VersionsAsync(id, cancel) is not { Count: > 0 } versions)
        {
            return Refusal.NotFound;
        }

        var words = (await WordsAsync(actor, [.. versions.Select(v => v.Rule)], cancel)).Value;
        return Outcomes.Done<IReadOnlyList<FlowVersionRow>>([.. versions.Select((v, n) =>
            new FlowVersionRow(v, n + 1 == versions.Count ? [] : words.Difference(versions[n + 1].Name, versions[n + 1].Rule, v.Name, v.Rule)))]);
    }
}
