using JitSsh.Core.AccessFlows;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.AccessFlows;

/// <summary>A flow as it is being typed. Whatever is typed stays as it is typed; <see cref="ToRule"/> reads it.</summary>
public sealed class FlowDraft
{
    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>False while it allows nothing.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>When.</summary>
    public HoursDraft Hours { get; private init; } = HoursDraft.From(null);

    /// <summary>Who may ask.</summary>
    public PeopleRule Grantees { get; set; } = new([], []);

    /// <summary>For which servers.</summary>
    public TargetDraft Targets { get; private init; } = new();

    /// <summary>Linux groups on top of "Default".</summary>
    public HashSet<string> LinuxGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>The longest time, in words.</summary>
    public string Duration { get; set; } = "8 hours";

    /// <summary>The time that is proposed, in words; empty for none.</summary>
    public string DefaultDuration { get; set; } = "";

    /// <summary>True when "until ended" may be asked for.</summary>
    public bool UntilEnded { get; set; }

    /// <summary>True when nobody needs to approve; the approvers are kept meanwhile, in case it is set back.</summary>
    public bool IsAutomatic { get; set; }

    /// <summary>Who may approve.</summary>
    public PeopleRule Approvers { get; set; } = new([], []);

    /// <summary>True when a reason must be given.</summary>
    public bool JustificationRequired { get; set; } = true;

    /// <summary>What the reason must hold; empty for nothing.</summary>
    public string JustificationPattern { get; set; } = "";

    /// <summary>What that is called.</summary>
    public string JustificationHint { get; set; } = "";

    /// <summary>Networks, one a line or with commas between; empty for any.</summary>
    public string Networks { get; set; } = "";

    /// <summary>True when ports may be forwarded.</summary>
    public bool PermitPortForwarding { get; set; }

    /// <summary>True when the agent may be forwarded.</summary>
    public bool PermitAgentForwarding { get; set; }

    /// <summary>Labels with commas between.</summary>
    public string Labels { get; set; } = "";

    /// <summary>A draft of a flow that exists.</summary>
    public static FlowDraft From(AccessFlow flow)
    {
        var rule = flow.Rule;
        var draft = new FlowDraft
        {
            Name = flow.Name,
            IsActive = flow.IsActive,
            Hours = HoursDraft.From(rule.When),
            Grantees = rule.Grantees,
            Targets = TargetDraft.From(rule.Targets),
            Duration = DurationText.Of(rule.MaxDuration),
            DefaultDuration = rule.DefaultDuration is { } proposed ? DurationText.Of(proposed) : "",
            UntilEnded = rule.UntilEnded,
            IsAutomatic = rule.IsAutomatic,
            Approvers = rule.Approvers ?? new([], []),
            JustificationRequired = rule.JustificationRequired,
            JustificationPattern = rule.JustificationPattern ?? "",
            JustificationHint = rule.JustificationHint ?? "",
            Networks = string.Join('\n', rule.Networks),
            PermitPortForwarding = rule.PermitPortForwarding,
            PermitAgentForwarding = rule.PermitAgentForwarding,
            Labels = string.Join(", ", rule.Labels),
        };
        draft.LinuxGroups.UnionWith(rule.LinuxGroups);
        return draft;
    }

    /// <summary>The rule as it stands. A length of time that cannot be read becomes zero, which Core refuses at its field.</summary>
    public FlowRule ToRule() => new()
    {
        When = Hours.ToHours(),
        Grantees = Grantees,
        Targets = Targets.ToRule(),
        LinuxGroups = [.. LinuxGroups.Order(StringComparer.Ordinal)],
        MaxDuration = DurationText.TryParse(Duration, out var span) ? span : TimeSpan.Zero,
        DefaultDuration = string.IsNullOrWhiteSpace(DefaultDuration) ? null : DurationText.TryParse(DefaultDuration, out var proposed) ? proposed : TimeSpan.Zero,
        UntilEnded = UntilEnded,
        Approvers = IsAutomatic ? null : Approvers,
        JustificationRequired = JustificationRequired,
        JustificationPattern = JustificationPattern.Length == 0 ? null : JustificationPattern,
        JustificationHint = string.IsNullOrWhiteSpace(JustificationHint) ? null : JustificationHint.Trim(),
        Networks = TargetDraft.Items(Networks),
        PermitPortForwarding = PermitPortForwarding,
        PermitAgentForwarding = PermitAgentForwarding,
        Labels = TargetDraft.Items(Labels),
    };
}
