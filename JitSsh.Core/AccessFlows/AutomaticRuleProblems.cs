using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What an automatic flow cannot say, since nobody asks under it. Pure.</summary>
public static class AutomaticRuleProblems
{
    /// <summary>The shortest stretch for which access is given at a time: shorter, and whoever has it is warned again and again that it is about to end.</summary>
    public static readonly TimeSpan ShortestStretch = TimeSpan.FromMinutes(30);

    /// <summary>How much access one automatic flow gives at most, counted as people times servers.</summary>
    public const int MostAccess = 5000;

    /// <summary>A sentence at each field; empty for a flow under which people ask.</summary>
    public static IEnumerable<Problem> In(FlowRule rule)
    {
        if (rule.Kind != FlowKind.Automatic)
        {
            yield break;
        }

        if (!rule.IsAutomatic)
        {
            yield return new("Approvers", "Nobody asks under an automatic flow, so nobody approves. Leave the approvers out.");
        }

        if (rule.MaxDuration < ShortestStretch)
        {
            yield return new("MaxDuration", $"An automatic flow gives access for at least {Durations.Words(ShortestStretch)} at a time, and goes on by itself.");
        }

        if (rule.DefaultDuration is not null)
        {
            yield return new("DefaultDuration", "Nobody asks under an automatic flow, so no time is proposed. Leave it out.");
        }

        if (rule.UntilEnded)
        {
            yield return new("UntilEnded", "An automatic flow gives access while people match it. Leave this out.");
        }

        if (rule.Extension is not null || rule.UseWithin is not null || rule.BreakGlass)
        {
            yield return new(
                rule.Extension is not null ? "Extension" : rule.UseWithin is not null ? "UseWithin" : "BreakGlass",
                "An automatic flow gives access while people match it: nobody extends it, loses it unused or breaks a glass for it. Leave this out.");
        }

        if (rule.ForReports)
        {
            yield return new("ForReports", "Nobody asks under an automatic flow, so nobody asks for their reports. Leave this out.");
        }

        if (rule.JustificationRequired || rule.JustificationPattern is not null || rule.JustificationHint is not null)
        {
            yield return new("JustificationPattern", "Nobody asks under an automatic flow, so nobody justifies anything. Leave the justification out.");
        }
    }

    /// <summary>What is wrong with how much it would give now; null when nothing is.</summary>
    public static Problem? In(FlowRule rule, FlowReach reach) =>
        rule.Kind == FlowKind.Automatic && (long)reach.People.Count * reach.Servers.Count > MostAccess
            ? new("Targets", $"This would give {reach.People.Count} people {reach.Servers.Count} servers at once. An automatic flow gives at most {MostAccess}, counted as people times servers. Name fewer of either.")
            : null;
}
