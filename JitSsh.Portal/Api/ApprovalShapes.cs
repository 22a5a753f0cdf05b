using JitSsh.Core.AccessFlows;

namespace JitSsh.Portal.Api;

/// <summary>How requests under a flow are decided.</summary>
internal sealed record ApprovalShape
{
    /// <summary>The steps, in order; at least one. A request is approved when the last step is; one rejection rejects it.</summary>
    public required IReadOnlyList<ApprovalStepShape> Steps { get; init; }

    /// <summary>How long a request waits in all before it lapses; a day when left out.</summary>
    public long? WaitsForSeconds { get; init; }

    /// <summary>True when an approver has to say why.</summary>
    public bool ReasonRequired { get; init; }

    internal ApprovalRule Rule => new()
    {
        Steps = [.. Steps.Select(s => s.Step)],
        WaitsFor = WaitsForSeconds is { } waits ? Seconds.Read(waits) : ApprovalRule.UsualWait,
        ReasonRequired = ReasonRequired,
    };

    public static ApprovalShape Of(ApprovalRule rule) =>
        new() { Steps = [.. rule.Steps.Select(ApprovalStepShape.Of)], WaitsForSeconds = Seconds.Write(rule.WaitsFor), ReasonRequired = rule.ReasonRequired };
}

/// <summary>One step.</summary>
internal sealed record ApprovalStepShape
{
    /// <summary>Who is asked.</summary>
    public required PeopleRule Approvers { get; init; }

    /// <summary>Who is asked besides, by what they have to do with the request.</summary>
    public IReadOnlyList<ApproverRelation> Relations { get; init; } = [];

    /// <summary>True when every one of them has to approve.</summary>
    public bool All { get; init; }

    /// <summary>How many have to approve, unless all have to.</summary>
    public int Needed { get; init; } = 1;

    /// <summary>After what time others are asked besides; left out, never.</summary>
    public long? EscalatesAfterSeconds { get; init; }

    /// <summary>Who is asked then.</summary>
    public PeopleRule? EscalatesTo { get; init; }

    internal ApprovalStep Step => new()
    {
        Approvers = Approvers, Relations = Relations, All = All, Needed = Needed,
        EscalatesAfter = EscalatesAfterSeconds is { } after ? Seconds.Read(after) : null, EscalatesTo = EscalatesTo,
    };

    public static ApprovalStepShape Of(ApprovalStep step) => new()
    {
        Approvers = step.Approvers, Relations = step.Relations, All = step.All, Needed = step.Needed,
        EscalatesAfterSeconds = step.EscalatesAfter is { } after ? Seconds.Write(after) : null, EscalatesTo = step.EscalatesTo,
    };
}

/// <summary>How often and how long access can be extended.</summary>
internal sealed record ExtensionShape
{
    /// <summary>How often.</summary>
    public required int Times { get; init; }

    /// <summary>For how long at most, each time.</summary>
    public required long BySeconds { get; init; }
}
