using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What is wrong with a flow as it stands, without asking anybody. Pure.</summary>
public static class FlowRuleProblems
{
    private const int MostPatterns = 200;

    /// <summary>A sentence at each field; empty when nothing is wrong.</summary>
    public static List<Problem> In(string name, FlowRule rule)
    {
        List<Problem> problems = [];
        Add("Name", PlainText.ProblemWithName(name));
        Add("Grantees", rule.Grantees.IsEmpty ? "Say who may ask: people or groups." : null);
        Add("Targets", rule.Targets.Integrations.Count == 0 ? "Choose at least one integration." : null);
        Add("Names", PatternProblem(rule.Targets.Names));
        Add("ExceptNames", PatternProblem(rule.Targets.ExceptNames));
        Add("Tags", TagProblem(rule.Targets.Tags));
        Add("ExceptTags", TagProblem(rule.Targets.ExceptTags));
        Add("MaxDuration", rule.MaxDuration < FlowRule.ShortestDuration || rule.MaxDuration > FlowRule.LongestDuration
            ? $"The longest time is between {Durations.Words(FlowRule.ShortestDuration)} and {Durations.Words(FlowRule.LongestDuration)}."
            : null);
        problems.AddRange(ApprovalProblems.In(rule));
        foreach (var group in rule.LinuxGroups)
        {
            Add("LinuxGroups", LinuxName.ProblemWithGroup(group));
        }

        return problems;

        void Add(string field, string? sentence)
        {
            if (sentence is not null)
            {
                problems.Add(new(field, sentence));
            }
        }
    }

    private static string? PatternProblem(IReadOnlyList<string> patterns) =>
        patterns.Count > MostPatterns ? $"At most {MostPatterns} patterns; a tag may say it shorter."
        : patterns.Any(p => p.Length is 0 or > 200 || PlainText.ProblemWithName(p) is not null && p.Length <= 100) ? "A pattern is a server's name, with * for any text and ? for any character."
        : null;

    private static string? TagProblem(IReadOnlyList<TagRule> tags) =>
        tags.Count > MostPatterns ? $"At most {MostPatterns} tags."
        : tags.Any(t => t.Name.Length is 0 or > 512 || t.Value.Length > 256) ? "A tag has a name; its value may be empty to stand for any."
        : null;
}
