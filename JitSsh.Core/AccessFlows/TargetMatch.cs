using System.IO.Enumeration;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>Whether a server is among a flow's targets. Pure.</summary>
public static class TargetMatch
{
    /// <summary>True when the integration is named, an include matches or there is none, and no exclude matches.</summary>
    public static bool Matches(this TargetRule rule, ServerFacts server) =>
        rule.Integrations.Contains(server.IntegrationId)
        && (rule.Names.Count == 0 || rule.Names.Any(p => NameMatches(p, server.Name)))
        && !rule.ExceptNames.Any(p => NameMatches(p, server.Name))
        && rule.Tags.All(t => TagMatches(t, server))
        && !rule.ExceptTags.Any(t => TagMatches(t, server));

    private static bool NameMatches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: true);

    private static bool TagMatches(TagRule rule, ServerFacts server) =>
        server.Tags.Any(t => string.Equals(t.Key, rule.Name, StringComparison.OrdinalIgnoreCase) && (rule.Value.Length == 0 || t.Value == rule.Value));
}
