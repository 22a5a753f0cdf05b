using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>The people and servers there are at one moment; each is read once, however many rules are held against them.</summary>
internal sealed class Estate(IPeopleStore people, IServerStore servers, DateTimeOffset at)
{
    private readonly Dictionary<PeopleRule, IReadOnlyList<Person>> asked = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<ServerFacts>? facts;

    /// <summary>The moment.</summary>
    public DateTimeOffset At => at;

    /// <summary>The active people that a rule names.</summary>
    public async Task<IReadOnlyList<Person>> PeopleAsync(PeopleRule rule, CancellationToken cancel)
    {
        if (!asked.TryGetValue(rule, out var found))
        {
            found = await people.ActiveAmongAsync(rule, at, cancel);
            asked[rule] = found;
        }

        return found;
    }

    /// <summary>The servers that a rule matches, by name. Its bundles have to be known.</summary>
    public async Task<List<ServerFacts>> ServersAsync(TargetRule rule, CancellationToken cancel) =>
        [.. (facts ??= await servers.FactsAsync(cancel)).Where(rule.Matches)];

    /// <summary>Whom and what a flow's rule reaches.</summary>
    public async Task<FlowReach> ReachAsync(FlowRule rule, CancellationToken cancel) => new(
        (await PeopleAsync(rule.Grantees, cancel)).Select(p => p.Id).ToHashSet(),
        (await ServersAsync(rule.Targets, cancel)).Select(s => s.Id).ToHashSet(),
        rule.LinuxGroups.ToHashSet(StringComparer.Ordinal));

    /// <summary>How a flow breaks an assertion, with the first person and server by name; null when it does not.</summary>
    public async Task<AssertionBreak?> BreakAsync(FlowAssertion assertion, string flow, FlowRule rule, CancellationToken cancel)
    {
        if (OpenHours.FirstInBoth(rule.When, assertion.Hours, at) is null)
        {
            return null;
        }

        var people = await PeopleAsync(rule.Grantees, cancel);
        var servers = people.Count == 0 ? [] : await ServersAsync(rule.Targets, cancel);
        return servers.Count == 0 ? null
            : AssertionBreak.Find(assertion, flow, rule.When, people, servers, await PeopleAsync(assertion.People, cancel), at);
    }
}
