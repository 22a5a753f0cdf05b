using JitSsh.Core.AccessFlows;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.AccessFlows;

/// <summary>How requests are decided, as it is being typed. What is typed stays as it is typed.</summary>
public sealed class ApprovalDraft
{
    /// <summary>The steps; never none.</summary>
    public List<StepDraft> Steps { get; } = [new()];

    /// <summary>How long a request waits, in words.</summary>
    public string WaitsFor { get; set; } = DurationText.Of(ApprovalRule.UsualWait);

    /// <summary>True when an approver has to say why.</summary>
    public bool ReasonRequired { get; set; }

    /// <summary>A draft of a rule that exists.</summary>
    public static ApprovalDraft From(ApprovalRule? rule)
    {
        var draft = new ApprovalDraft();
        if (rule is not null)
        {
            draft.Steps.Clear();
            draft.Steps.AddRange(rule.Steps.Select(StepDraft.From));
            draft.WaitsFor = DurationText.Of(rule.WaitsFor);
            draft.ReasonRequired = rule.ReasonRequired;
        }

        return draft;
    }

    /// <summary>The rule as it stands. A length of time that cannot be read becomes zero, which Core refuses.</summary>
    public ApprovalRule ToRule() => new() { Steps = [.. Steps.Select(s => s.ToStep())], WaitsFor = DurationText.TryParse(WaitsFor, out var waits) ? waits : TimeSpan.Zero, ReasonRequired = ReasonRequired };
}

/// <summary>A step as it is being typed.</summary>
public sealed class StepDraft
{
    /// <summary>Who is asked.</summary>
    public PeopleRule Approvers { get; set; } = new([], []);

    /// <summary>True asks the owner of the integration, too.</summary>
    public bool Owner { get; set; }

    /// <summary>True asks the owner of each server, too.</summary>
    public bool ServerOwner { get; set; }

    /// <summary>True when the manager of whoever asks is asked, too.</summary>
    public bool Manager { get; set; }

    /// <summary>True when every one has to approve.</summary>
    public bool All { get; set; }

    /// <summary>How many have to, otherwise.</summary>
    public int Needed { get; set; } = 1;

    /// <summary>True when others are asked after a time.</summary>
    public bool Escalates { get; set; }

    /// <summary>After what time, in words.</summary>
    public string EscalatesAfter { get; set; } = "1 hour";

    /// <summary>Who is asked then; kept while <see cref="Escalates"/> is taken back.</summary>
    public PeopleRule EscalatesTo { get; set; } = new([], []);

    /// <summary>A draft of a step that exists.</summary>
    public static StepDraft From(ApprovalStep step) => new()
    {
        Approvers = step.Approvers,
        Owner = step.Relations.Contains(ApproverRelation.IntegrationOwner),
        ServerOwner = step.Relations.Contains(ApproverRelation.ServerOwner),
        Manager = step.Relations.Contains(ApproverRelation.Manager),
        All = step.All,
        Needed = step.Needed,
        Escalates = step.EscalatesAfter is not null,
        EscalatesAfter = step.EscalatesAfter is { } after ? DurationText.Of(after) : "1 hour",
        EscalatesTo = step.EscalatesTo ?? new([], []),
    };

    /// <summary>The step as it stands.</summary>
    public ApprovalStep ToStep() => new()
    {
        Approvers = Approvers,
        Relations =
        [
            .. Owner ? [ApproverRelation.IntegrationOwner] : (ApproverRelation[])[],
            .. ServerOwner ? [ApproverRelation.ServerOwner] : (ApproverRelation[])[],
            .. Manager ? [ApproverRelation.Manager] : (ApproverRelation[])[],
        ],
        All = All,
        Needed = Needed,
        EscalatesAfter = !Escalates ? null : DurationText.TryParse(EscalatesAfter, out var after) ? after : TimeSpan.Zero,
        EscalatesTo = Escalates ? EscalatesTo : null,
    };
}
