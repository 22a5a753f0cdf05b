namespace JitSsh.Core.AccessFlows;

/// <summary>How requests under a flow are decided: steps in order. A request is approved when the last step is; one rejection rejects it.</summary>
public sealed record ApprovalRule
{
    /// <summary>How long a request waits when nothing else is said.</summary>
    public static readonly TimeSpan UsualWait = TimeSpan.FromHours(24);

    /// <summary>The longest that a request can wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    /// <summary>The shortest.</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(1);

    /// <summary>The steps, in order; at least one.</summary>
    public required IReadOnlyList<ApprovalStep> Steps { get; init; }

    /// <summary>How long a request waits in all before it lapses because nobody has decided.</summary>
    public TimeSpan WaitsFor { get; init; } = UsualWait;

    /// <summary>True when an approver has to say why.</summary>
    public bool ReasonRequired { get; init; }

    /// <summary>Everybody whom any step names.</summary>
    public IEnumerable<PeopleRule> People => Steps.SelectMany(s => s.EscalatesTo is { } others ? new[] { s.Approvers, others } : [s.Approvers]);

    /// <summary>One step that any one of these people decides.</summary>
    public static ApprovalRule By(PeopleRule people) => new() { Steps = [new() { Approvers = people }] };

    /// <summary>The step that a request is at, by the flow in force: when steps were taken away since, the last one decides.</summary>
    /// <param name="number">The step's number, from 0.</param>
    public ApprovalStep StepAt(int number) => Steps[Math.Clamp(number, 0, Steps.Count - 1)];
}

/// <summary>One step: who is asked, how many of them have to approve, and who is asked besides when they do not answer.</summary>
public sealed record ApprovalStep
{
    /// <summary>Who is asked.</summary>
    public required PeopleRule Approvers { get; init; }

    /// <summary>Who is asked besides, by what they have to do with the request.</summary>
    public IReadOnlyList<ApproverRelation> Relations { get; init; } = [];

    /// <summary>True when every one of them has to approve; false when <see cref="Needed"/> of them do.</summary>
    public bool All { get; init; }

    /// <summary>How many have to approve, unless all have to.</summary>
    public int Needed { get; init; } = 1;

    /// <summary>After what time <see cref="EscalatesTo"/> is asked, too; null for never.</summary>
    public TimeSpan? EscalatesAfter { get; init; }

    /// <summary>Who is asked then. They count like the others; where all have to approve, one of them is enough.</summary>
    public PeopleRule? EscalatesTo { get; init; }

    /// <summary>True when it names nobody.</summary>
    public bool IsEmpty => Approvers.IsEmpty && Relations.Count == 0;
}

/// <summary>What an approver has to do with a request.</summary>
public enum ApproverRelation
{
    /// <summary>They own an integration of one of its servers.</summary>
    IntegrationOwner,

    /// <summary>They are the manager of whoever asks.</summary>
    Manager,

    /// <summary>
    /// They own one of its servers: the tag that its integration names holds their e-mail address. An owner's approval counts for their own servers only, so with several
    /// owners each of them has to approve, unless somebody approves who is asked for another reason.
    /// </summary>
    ServerOwner,
}

/// <summary>How often and for how long access can be extended before it ends.</summary>
/// <param name="Times">How often.</param>
/// <param name="By">For how long at most, each time.</param>
public sealed record ExtensionRule(int Times, TimeSpan By);
