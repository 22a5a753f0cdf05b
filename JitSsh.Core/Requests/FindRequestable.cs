using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>A server a person may ask for, and within what.</summary>
/// <param name="Server">The server.</param>
/// <param name="LinuxGroups">The Linux groups some flow lets them ask for.</param>
/// <param name="MaxDuration">The longest time some flow lets them ask for.</param>
/// <param name="JustificationRequired">True when every flow wants a reason.</param>
/// <param name="IsAutomatic">True when some flow approves automatically.</param>
public sealed record RequestableServer(ServerFacts Server, IReadOnlyList<string> LinuxGroups, TimeSpan MaxDuration, bool JustificationRequired, bool IsAutomatic);

/// <summary>Servers a person has chosen, and within what they may ask for all of them at once.</summary>
/// <param name="Servers">Those of the chosen that they may ask for, in the order chosen.</param>
/// <param name="LinuxGroups">The Linux groups that some flow over all of them offers.</param>
/// <param name="MaxDuration">The longest time some flow over all of them allows; zero when no flow covers them all.</param>
/// <param name="JustificationRequired">True when every flow over all of them wants a reason.</param>
public sealed record RequestableChoice(IReadOnlyList<ServerFacts> Servers, IReadOnlyList<string> LinuxGroups, TimeSpan MaxDuration, bool JustificationRequired)
{
    /// <summary>The time that is proposed: the shortest that a flow over all of them proposes; null when none does.</summary>
    public TimeSpan? DefaultDuration { get; init; }

    /// <summary>True when some flow over all of them allows "until ended".</summary>
    public bool UntilEnded { get; init; }

    /// <summary>True when some flow over all of them lets the glass be broken.</summary>
    public bool MayBreakGlass { get; init; }
}

/// <summary>Finds the servers that the actor may ask for; no others are named.</summary>
public sealed class FindRequestable(IPeopleStore people, IServerStore servers, AskFor askFor, IAccessFlowStore flows, TimeProvider clock)
{
    /// <summary>A part of them, by name; empty when no flow is for this person.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="search">Words in name, resource group, region, address or tags; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="whom">For a report of theirs; null for themselves.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<PageOf<RequestableServer>> RunAsync(Actor actor, string? search, Page page, PersonId? whom = null, CancellationToken cancel = default)
    {
        if (await askFor.PersonAsync(actor, whom, cancel) is not { IsDone: true, Value.Id: var person })
        {
            return new([], 0);
        }

        var memberships = await people.MembershipsOfAsync(person, clock.GetUtcNow(), cancel);
        var theirs = (await askFor.FlowsAsync(actor, person, cancel)).Where(f => f is { IsActive: true, Rule.Kind: FlowKind.SelfServe } && f.Rule.Grantees.Names(person, memberships)).ToList();
        if (theirs.Count == 0)
        {
            return new([], 0);
        }

        var found = await flows.MatchingAsync([.. theirs.Select(f => f.Rule.Targets)], search, page, cancel);
        var allowed = found.Items.Select(s => (Server: s, Flows: AccessEvaluator.FlowsFor(person, memberships, s, theirs))).Where(x => x.Flows.Count > 0);
        return new([.. allowed.Select(x => new RequestableServer(
            x.Server,
            [.. x.Flows.SelectMany(f => f.Rule.LinuxGroups).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            x.Flows.Max(f => f.Rule.MaxDuration),
            x.Flows.All(f => f.Rule.JustificationRequired),
            x.Flows.Any(f => f.Rule.IsAutomatic)))], found.Total) { IsMore = found.IsMore };
    }

    /// <summary>What the actor may ask for on all of these servers together. Servers that no flow names to them are left out, as if they did not exist.</summary>
    /// <param name="actor">Who looks.</param>
    /// <param name="chosen">The servers.</param>
    /// <param name="whom">For a report of theirs; null for themselves.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<RequestableChoice> ChosenAsync(Actor actor, IReadOnlyCollection<ServerId> chosen, PersonId? whom = null, CancellationToken cancel = default)
    {
        if (chosen.Count == 0 || await askFor.PersonAsync(actor, whom, cancel) is not { IsDone: true, Value.Id: var person })
        {
            return new([], [], TimeSpan.Zero, false);
        }

        var memberships = await people.MembershipsOfAsync(person, clock.GetUtcNow(), cancel);
        var theirs = await askFor.FlowsAsync(actor, person, cancel);
        var facts = (await servers.FactsAsync(chosen, cancel)).ToDictionary(s => s.Id);
        var found = chosen.Distinct().Where(facts.ContainsKey).Select(id => (Server: facts[id], Flows: AccessEvaluator.FlowsFor(person, memberships, facts[id], theirs)))
            .Where(x => x.Flows.Count > 0).ToList();
        var common = found.Count == 0 ? [] : found[0].Flows.Where(f => found.TrueForAll(x => x.Flows.Contains(f))).ToList();
        return new(
            [.. found.Select(x => x.Server)],
            [.. common.SelectMany(f => f.Rule.LinuxGroups).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            common.Count == 0 ? TimeSpan.Zero : common.Max(f => LongestNow(f.Rule)),
            common.Count > 0 && common.TrueForAll(f => f.Rule.JustificationRequired))
        {
            DefaultDuration = common.Min(f => f.Rule.DefaultDuration),
            UntilEnded = common.Exists(f => f.Rule.UntilEnded),
            MayBreakGlass = actor.Is(person) && common.Exists(f => f.Rule is { BreakGlass: true, IsAutomatic: false }),
        };
    }

    /// <summary>What is left of the flow's hours, if that is less than its longest time. While they are closed the evaluation says when they open.</summary>
    private TimeSpan LongestNow(FlowRule rule) =>
        AccessEvaluator.LongestAt(rule, clock.GetUtcNow()) is var left && left > TimeSpan.Zero && left < rule.MaxDuration ? left : rule.MaxDuration;

}
