namespace JitSsh.Core.AccessFlows;

/// <summary>What an access flow says, read as a sentence: <see cref="When"/>, people in <see cref="Grantees"/> ask for <see cref="Targets"/> as
/// <see cref="LinuxGroups"/> for up to <see cref="MaxDuration"/>, approved as <see cref="Approval"/> says.</summary>
public sealed record FlowRule
{
    /// <summary>The shortest time that can be asked for.</summary>
    public static readonly TimeSpan ShortestDuration = TimeSpan.FromSeconds(5);

    /// <summary>The longest time that any flow can allow; also the longest that one certificate is good for.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromDays(7);

    /// <summary>
    /// How long access "until ended" lasts when nobody ends it. It is not for ever, since what nobody remembers would stay as standing access: a month covers a project's week
    /// with a holiday in it, and then somebody has to say again that it is needed. Asked for as exactly this length.
    /// </summary>
    public static readonly TimeSpan UntilEndedDuration = TimeSpan.FromDays(30);

    /// <summary>Whether people ask for it, or have it while they match.</summary>
    public FlowKind Kind { get; init; }

    /// <summary>When it may be asked for, and within which all access ends; null is always.</summary>
    public AccessHours? When { get; init; }

    /// <summary>Who may ask. Empty means nobody.</summary>
    public required PeopleRule Grantees { get; init; }

    /// <summary>For which servers.</summary>
    public required TargetRule Targets { get; init; }

    /// <summary>Which Linux groups may be asked for on top of the account's own ("Default").</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>The longest time.</summary>
    public required TimeSpan MaxDuration { get; init; }

    /// <summary>The time that is proposed; null proposes none.</summary>
    public TimeSpan? DefaultDuration { get; init; }

    /// <summary>True when "until ended" may be asked for, too: <see cref="UntilEndedDuration"/>.</summary>
    public bool UntilEnded { get; init; }

    /// <summary>
    /// One step that any one of these people decides: the short way to say <see cref="Approval"/>, and the only one there was before there were steps. Of a rule with several steps
    /// it is the first one's people. It stands before <see cref="Approval"/>, so that this is read last from what was stored, and wins.
    /// </summary>
    public PeopleRule? Approvers
    {
        get => Approval is { Steps: [var first, ..] } ? first.Approvers : null;
        init => Approval = value is null ? null : ApprovalRule.By(value);
    }

    /// <summary>How requests are decided; null when access is given automatically.</summary>
    public ApprovalRule? Approval { get; init; }

    /// <summary>How often and how long access can be extended; null for never.</summary>
    public ExtensionRule? Extension { get; init; }

    /// <summary>After what time access ends for which nobody has fetched a certificate; null for its whole time.</summary>
    public TimeSpan? UseWithin { get; init; }

    /// <summary>True when access can be had at once in an emergency, with a review afterwards.</summary>
    public bool BreakGlass { get; init; }

    /// <summary>True when managers may ask for their reports. The reports have to be among <see cref="Grantees"/>; their managers need not.</summary>
    public bool ForReports { get; init; }

    /// <summary>True when a reason must be given.</summary>
    public bool JustificationRequired { get; init; }

    /// <summary>A regular expression that the reason must hold a match of, for ticket numbers; null for none. See <see cref="AccessFlows.JustificationPattern"/>.</summary>
    public string? JustificationPattern { get; init; }

    /// <summary>What to call what the pattern looks for, for example "a ticket such as OPS-123"; null shows the pattern.</summary>
    public string? JustificationHint { get; init; }

    /// <summary>The networks from which the certificate is good, as CIDR; empty is from anywhere. sshd enforces it.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>True when ports may be forwarded.</summary>
    public bool PermitPortForwarding { get; init; }

    /// <summary>True when the person's agent may be forwarded.</summary>
    public bool PermitAgentForwarding { get; init; }

    /// <summary>Words to find the flow by.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>True when nobody needs to approve.</summary>
    public bool IsAutomatic => Approval is null;

    /// <summary>The longest time that it allows at all.</summary>
    internal TimeSpan Longest => UntilEnded ? UntilEndedDuration : MaxDuration;
}
