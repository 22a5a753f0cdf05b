using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.AccessFlows;

/// <summary>A flow as it is being typed. Whatever is typed stays as it is typed; <see cref="ToRule"/> reads it.</summary>
public sealed class FlowDraft
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>False while it allows nothing.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Who may ask.</summary>
    public PeopleRule Grantees { get; set; } = new([], []);

    /// <summary>Whose servers.</summary>
    public HashSet<IntegrationId> Integrations { get; } = [];

    /// <summary>Name patterns, one a line or with commas between.</summary>
    public string Names { get; set; } = "";

    /// <summary>Name patterns that are left out.</summary>
    public string ExceptNames { get; set; } = "";

    /// <summary>Tags as name=value, one a line.</summary>
    public string Tags { get; set; } = "";

    /// <summary>Tags of which none may be there.</summary>
    public string ExceptTags { get; set; } = "";

    /// <summary>Linux groups on top of "Default".</summary>
    public HashSet<string> LinuxGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>The longest time, in words.</summary>
    public string Duration { get; set; } = "8 hours";

    /// <summary>True when nobody needs to approve; the approvers are kept meanwhile, in case it is set back.</summary>
    public bool IsAutomatic { get; set; }

    /// <summary>How a request is decided, unless automatically.</summary>
    public ApprovalDraft Approval { get; private set; } = new();

    /// <summary>What may be done with access.</summary>
    public RequestSettingsDraft Settings { get; private set; } = new();

    /// <summary>True when a reason must be given.</summary>
    public bool JustificationRequired { get; set; } = true;

    /// <summary>A draft of a flow that exists.</summary>
    public static FlowDraft From(AccessFlow flow)
    {
        var targets = flow.Rule.Targets;
        var draft = new FlowDraft
        {
            Name = flow.Name,
            IsActive = flow.IsActive,
            Grantees = flow.Rule.Grantees,
            Names = string.Join('\n', targets.Names),
            ExceptNames = string.Join('\n', targets.ExceptNames),
            Tags = Lines(targets.Tags),
            ExceptTags = Lines(targets.ExceptTags),
            Duration = DurationText.Of(flow.Rule.MaxDuration),
            IsAutomatic = flow.Rule.IsAutomatic,
            Approval = ApprovalDraft.From(flow.Rule.Approval),
            Settings = RequestSettingsDraft.From(flow.Rule),
            JustificationRequired = flow.Rule.JustificationRequired,
        };
        draft.Integrations.UnionWith(targets.Integrations);
        draft.LinuxGroups.UnionWith(flow.Rule.LinuxGroups);
        return draft;
    }

    /// <summary>The rule as it stands. A length of time that cannot be read becomes zero, which Core refuses at its field.</summary>
    public FlowRule ToRule() => Settings.In(new()
    {
        Grantees = Grantees,
        Targets = new()
        {
            Integrations = [.. Integrations],
            Names = Patterns(Names),
            ExceptNames = Patterns(ExceptNames),
            Tags = TagRules(Tags),
            ExceptTags = TagRules(ExceptTags),
        },
        LinuxGroups = [.. LinuxGroups.Order(StringComparer.Ordinal)],
        MaxDuration = DurationText.TryParse(Duration, out var span) ? span : TimeSpan.Zero,
        Approval = IsAutomatic ? null : Approval.ToRule(),
        JustificationRequired = JustificationRequired,
    });

    private static List<string> Patterns(string text) =>
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
