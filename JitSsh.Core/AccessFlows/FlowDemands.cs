using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>Which of several flows asks the least of a person. Pure.</summary>
internal static class FlowDemands
{
    /// <summary>What a flow may demand, the heaviest first, with what is said of one that does not.</summary>
    private static readonly (Func<FlowRule, bool> Demands, string Without)[] Demands =
    [
        (r => !r.IsAutomatic, "nobody has to approve"),
        (r => r.JustificationRequired, "it needs no justification"),
        (r => r.JustificationPattern is not null, "its justification may be any text"),
        (r => r.Networks.Count > 0, "it can be used from any network"),
        (r => r.When is not null, "it is open at all hours"),
    ];

    /// <summary>The least demanding first; of those that demand the same, the one that allows longer.</summary>
    public static IComparer<FlowRule> LeastFirst { get; } = Comparer<FlowRule>.Create((a, b) =>
        Demands.Select(d => d.Demands(a).CompareTo(d.Demands(b))).FirstOrDefault(c => c != 0) is var found and not 0 ? found : b.Longest.CompareTo(a.Longest));

    /// <summary>Why a flow governs although others allow the same.</summary>
    public static string Why(AccessFlow flow, IReadOnlyList<AccessFlow> others)
    {
        if (others.Count == 0)
        {
            return $"Only the access flow '{flow.Name}' allows this.";
        }

        var next = others[0].Rule;
        var reason = Demands.Where(d => !d.Demands(flow.Rule) && d.Demands(next)).Select(d => d.Without).FirstOrDefault()
            ?? (flow.Rule.Longest > next.Longest ? $"it allows up to {Durations.Words(flow.Rule.Longest)}" : "it is the oldest of those that ask the same");
        return $"{others.Count + 1} access flows allow this; '{flow.Name}' governs, since it asks the least: {reason}.";
    }
}
