using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Servers as they are being chosen and typed. Whatever is typed stays as it is typed; <see cref="ToRule"/> reads it.</summary>
public sealed class TargetDraft
{
    /// <summary>Whose servers.</summary>
    public HashSet<IntegrationId> Integrations { get; } = [];

    /// <summary>Bundles.</summary>
    public HashSet<BundleId> Bundles { get; } = [];

    /// <summary>Bundles that are left out.</summary>
    public HashSet<BundleId> ExceptBundles { get; } = [];

    /// <summary>Servers by themselves.</summary>
    public IReadOnlyList<ServerId> Servers { get; set; } = [];

    /// <summary>Servers that are left out.</summary>
    public IReadOnlyList<ServerId> ExceptServers { get; set; } = [];

    /// <summary>Name patterns, one a line or with commas between.</summary>
    public string Names { get; set; } = "";

    /// <summary>Name patterns that are left out.</summary>
    public string ExceptNames { get; set; } = "";

    /// <summary>Resource groups, one a line or with commas between.</summary>
    public string ResourceGroups { get; set; } = "";

    /// <summary>Resource groups that are left out.</summary>
    public string ExceptResourceGroups { get; set; } = "";

    /// <summary>Regions, one a line or with commas between.</summary>
    public string Regions { get; set; } = "";

    /// <summary>Regions that are left out.</summary>
    public string ExceptRegions { get; set; } = "";

    /// <summary>Tags as name=value, one a line.</summary>
    public string Tags { get; set; } = "";

    /// <summary>Tags of which none may be there.</summary>
    public string ExceptTags { get; set; } = "";

    /// <summary>True when something narrows the integrations or is left out.</summary>
    public bool IsNarrowed =>
        (Names + ExceptNames + ResourceGroups + ExceptResourceGroups + Regions + ExceptRegions + Tags + ExceptTags).Length + ExceptServers.Count + ExceptBundles.Count > 0;

    /// <summary>A draft of targets that exist.</summary>
    public static TargetDraft From(TargetRule rule)
    {
        var draft = new TargetDraft
        {
            Servers = rule.Servers,
            ExceptServers = rule.ExceptServers,
            Names = string.Join('\n', rule.Names),
            ExceptNames = string.Join('\n', rule.ExceptNames),
            ResourceGroups = string.Join('\n', rule.ResourceGroups),
            ExceptResourceGroups = string.Join('\n', rule.ExceptResourceGroups),
            Regions = string.Join('\n', rule.Regions),
            ExceptRegions = string.Join('\n', rule.ExceptRegions),
            Tags = Lines(rule.Tags),
            ExceptTags = Lines(rule.ExceptTags),
        };
        draft.Integrations.UnionWith(rule.Integrations);
        draft.Bundles.UnionWith(rule.Bundles);
        draft.ExceptBundles.UnionWith(rule.ExceptBundles);
        return draft;
    }

    /// <summary>The targets as they stand.</summary>
    public TargetRule ToRule() => new()
    {
        Integrations = [.. Integrations],
        Names = Items(Names),
        ExceptNames = Items(ExceptNames),
        ResourceGroups = Items(ResourceGroups),
        ExceptResourceGroups = Items(ExceptResourceGroups),
        Regions = Items(Regions),
        ExceptRegions = Items(ExceptRegions),
        Tags = TagRules(Tags),
        ExceptTags = TagRules(ExceptTags),
        Servers = Servers,
        ExceptServers = ExceptServers,
        Bundles = [.. Bundles],
        ExceptBundles = [.. ExceptBundles],
    };

    /// <summary>What stands between line ends and commas, each once without regard to case.</summary>
    internal static List<string> Items(string text) =>
        [.. text.Split([',', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static List<TagRule> TagRules(string text) =>
        [.. text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(TagOf).Distinct()];

    // Azure allows '=' in a tag's value and, unwisely, in its name; the first one divides.
    private static TagRule TagOf(string line)
    {
        var at = line.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? new(line, "") : new(line[..at].TrimEnd(), line[(at + 1)..].TrimStart());
    }

    private static string Lines(IReadOnlyList<TagRule> tags) => string.Join('\n', tags.Select(t => t.Value.Length == 0 ? t.Name : $"{t.Name}={t.Value}"));
}
