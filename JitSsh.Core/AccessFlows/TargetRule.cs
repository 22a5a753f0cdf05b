using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>
/// Servers by themselves, by integration and what is said about its servers, and by bundle. A server matches when one of these three includes it and no exception does.
/// Names, resource groups, regions and tags narrow the integrations; they do not touch servers named by themselves, nor bundles. Exceptions touch all.
/// </summary>
public sealed record TargetRule
{
    /// <summary>Integrations named; empty means none, so that a forgotten field never opens everything.</summary>
    public required IReadOnlyList<IntegrationId> Integrations { get; init; }

    /// <summary>Name patterns, <c>*</c> and <c>?</c>, without regard to case; empty means every name.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Name patterns that are left out.</summary>
    public IReadOnlyList<string> ExceptNames { get; init; } = [];

    /// <summary>Azure's resource groups, without regard to case; empty means every one.</summary>
    public IReadOnlyList<string> ResourceGroups { get; init; } = [];

    /// <summary>Resource groups that are left out.</summary>
    public IReadOnlyList<string> ExceptResourceGroups { get; init; } = [];

    /// <summary>Azure's regions, without regard to case; empty means every one.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Regions that are left out.</summary>
    public IReadOnlyList<string> ExceptRegions { get; init; } = [];

    /// <summary>Tags, all of which must be there; an empty value stands for any value.</summary>
    public IReadOnlyList<TagRule> Tags { get; init; } = [];

    /// <summary>Tags of which none may be there.</summary>
    public IReadOnlyList<TagRule> ExceptTags { get; init; } = [];

    /// <summary>Servers named by themselves.</summary>
    public IReadOnlyList<ServerId> Servers { get; init; } = [];

    /// <summary>Servers that are left out.</summary>
    public IReadOnlyList<ServerId> ExceptServers { get; init; } = [];

    /// <summary>Bundles whose servers are included.</summary>
    public IReadOnlyList<BundleId> Bundles { get; init; } = [];

    /// <summary>Bundles whose servers are left out.</summary>
    public IReadOnlyList<BundleId> ExceptBundles { get; init; } = [];

    /// <summary>True when it includes nothing. Exceptions alone include nothing.</summary>
    public bool IsEmpty => Integrations.Count == 0 && Servers.Count == 0 && Bundles.Count == 0;

    /// <summary>
    /// What the bundles say; never stored with the rule. A bundle that is not in here is not known: it includes nothing, and as an exception it leaves out everything.
    /// </summary>
    internal IReadOnlyDictionary<BundleId, TargetRule> Known { get; init; } = new Dictionary<BundleId, TargetRule>();
}

/// <summary>A tag by name (without regard to case) and value (exactly; empty stands for any).</summary>
/// <param name="Name">The tag's name.</param>
/// <param name="Value">The tag's value.</param>
public sealed record TagRule(string Name, string Value);
