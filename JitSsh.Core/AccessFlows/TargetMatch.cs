using System.IO.Enumeration;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>Whether a server is among a flow's targets. Pure.</summary>
public static class TargetMatch
{
    /// <summary>True when it is named, or matches an integration with what is said about its servers, or a bundle, and no exception matches.</summary>
    public static bool Matches(this TargetRule rule, ServerFacts server) => rule.Includes(server) && !rule.Excludes(server);

    /// <summary>The rule with what its bundles say, so that it can be matched.</summary>
    public static TargetRule With(this TargetRule rule, IEnumerable<Bundle> bundles) =>
        rule.Bundles.Count + rule.ExceptBundles.Count == 0 ? rule : rule with { Known = bundles.ToDictionary(b => b.Id, b => b.Targets) };

    /// <summary>The rule with what its bundles say, so that it can be matched.</summary>
    public static FlowRule With(this FlowRule rule, IEnumerable<Bundle> bundles) => rule with { Targets = rule.Targets.With(bundles) };

    private static bool Includes(this TargetRule rule, ServerFacts server) =>
        rule.Servers.Contains(server.Id)
        || (rule.Integrations.Contains(server.IntegrationId)
            && (rule.Names.Count == 0 || rule.Names.Any(p => NameMatches(p, server.Name)))
            && (rule.ResourceGroups.Count == 0 || rule.ResourceGroups.Any(g => IsCalled(g, server.ResourceGroup)))
            && (rule.Regions.Count == 0 || rule.Regions.Any(r => IsCalled(r, server.Region)))
            && rule.Tags.All(t => TagMatches(t, server)))
        || rule.Bundles.Any(b => rule.Known.TryGetValue(b, out var bundle) && bundle.Matches(server));

    // An exception that cannot be read might leave this server out, so it does.
    private static bool Excludes(this TargetRule rule, ServerFacts server) =>
        rule.ExceptServers.Contains(server.Id)
        || rule.ExceptNames.Any(p => NameMatches(p, server.Name))
        || rule.ExceptResourceGroups.Any(g => IsCalled(g, server.ResourceGroup))
        || rule.ExceptRegions.Any(r => IsCalled(r, server.Region))
        || rule.ExceptTags.Any(t => TagMatches(t, server))
        || rule.ExceptBundles.Any(b => !rule.Known.TryGetValue(b, out var bundle) || bundle.Matches(server));

    private static bool NameMatches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: true);

    private static bool IsCalled(string wanted, string? name) => string.Equals(wanted, name, StringComparison.OrdinalIgnoreCase);

    private static bool TagMatches(TagRule rule, ServerFacts server) =>
        server.Tags.Any(t => string.Equals(t.Key, rule.Name, StringComparison.OrdinalIgnoreCase) && (rule.Value.Length == 0 || t.Value == rule.Value));
}
