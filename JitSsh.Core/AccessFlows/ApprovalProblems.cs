using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What is wrong with how a flow's requests are decided and what may be done with its access, without asking anybody. Pure.</summary>
public static class ApprovalProblems
{
    private const int MostSteps = 10;
    private const int MostApprovers = 20;
    private const int MostExtensions = 50;

    /// <summary>A sentence at each field; empty when nothing is wrong. What is about a step is at <c>Approvers</c> and names the step.</summary>
    public static IEnumerable<Problem> In(FlowRule rule)
    {
        if (rule.Approval is { } approval)
        {
            foreach (var sentence in In(approval))
            {
                yield return new("Approvers", sentence);
            }

            if (approval.WaitsFor < ApprovalRule.ShortestWait || approval.WaitsFor > ApprovalRule.LongestWait)
            {
                yield return new("WaitsFor", $"A request waits between {Durations.Words(ApprovalRule.ShortestWait)} and {Durations.Words(ApprovalRule.LongestWait)}.");
            }
        }
        else if (rule.BreakGlass)
        {
            yield return new("BreakGlass", "Access under this flow is automatic: there is no glass to break. Leave it out, or say who approves.");
        }

        if (rule.Extension is { } extension)
        {
            if (extension.Times is < 1 or > MostExtensions)
            {
                yield return new("Extension", $"Access can be extended between once and {MostExtensions} times.");
            }
            else if (extension.By < FlowRule.ShortestDuration || extension.By > rule.MaxDuration)
            {
                yield return new("Extension", $"An extension lasts between {Durations.Words(FlowRule.ShortestDuration)} and the longest time of one request.");
            }
        }

        if (rule.UseWithin is { } use && (use < TimeSpan.FromMinutes(1) || use > FlowRule.LongestDuration))
        {
            yield return new("UseWithin", $"Unused access ends after a time between 1 minute and {Durations.Words(FlowRule.LongestDuration)}.");
        }
    }

    private static IEnumerable<string> In(ApprovalRule approval)
    {
        if (approval.Steps.Count is 0 or > MostSteps)
        {
            yield return approval.Steps.Count == 0 ? "Say who approves, or choose automatic approval." : $"At most {MostSteps} steps.";
            yield break;
        }

        foreach (var (i, step) in approval.Steps.Index())
        {
            var where = approval.Steps.Count == 1 ? "" : $"Step {i + 1}: ";
            if (step.IsEmpty)
            {
                yield return approval.Steps.Count == 1 ? "Say who approves, or choose automatic approval." : $"{where}Say who approves, or remove the step.";
            }

            if (!step.All && step.Needed is < 1 or > MostApprovers)
            {
                yield return $"{where}Between 1 and {MostApprovers} people have to approve.";
            }

            if (step.EscalatesAfter is { } after && (after < ApprovalRule.ShortestWait || after > ApprovalRule.LongestWait))
            {
                yield return $"{where}Others are asked after a time between {Durations.Words(ApprovalRule.ShortestWait)} and {Durations.Words(ApprovalRule.LongestWait)}.";
            }

            if ((step.EscalatesAfter is null) != (step.EscalatesTo is null or { IsEmpty: true }))
            {
                yield return step.EscalatesAfter is null ? $"{where}Say after what time the others are asked." : $"{where}Say who is asked when nobody answers in time.";
            }
        }
    }
}
