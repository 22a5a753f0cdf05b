using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What is wrong with a flow as it stands, without asking anybody. Pure.</summary>
public static class FlowRuleProblems
{
    private const int MostPatterns = 200;
    private const int MostNetworks = 100;
    private const int MostLabels = 20;
    private const int MostHours = 50;

    /// <summary>A sentence at each field; empty when nothing is wrong.</summary>
    public static List<Problem> In(string name, FlowRule rule)
    {
        var problems = new Sentences();
        problems.Add("Name", PlainText.ProblemWithName(name));
        problems.Add("When", In(rule.When));
        problems.Add("Grantees", rule.Grantees.IsEmpty ? "Say who may ask: people or groups." : null);
        problems.AddRange(In(rule.Targets));
        problems.Add("MaxDuration", rule.MaxDuration < FlowRule.ShortestDuration || rule.MaxDuration > FlowRule.LongestDuration
            ? $"The longest time is between {Durations.Words(FlowRule.ShortestDuration)} and {Durations.Words(FlowRule.LongestDuration)}."
            : null);
        problems.Add("DefaultDuration", rule.DefaultDuration is { } proposed && (proposed < FlowRule.ShortestDuration || proposed > rule.MaxDuration)
            ? $"The proposed time is between {Durations.Words(FlowRule.ShortestDuration)} and the longest time."
            : null);
        problems.Add("UntilEnded", rule is { UntilEnded: true, When: not null } ? "Access ends when the hours do, so it cannot be until ended. Choose always, or leave this out." : null);
        problems.Add("Approvers", rule.Approvers is { IsEmpty: true } ? "Say who approves, or choose automatic approval." : null);
        foreach (var group in rule.LinuxGroups)
        {
            problems.Add("LinuxGroups", LinuxName.ProblemWithGroup(group));
        }

        problems.Add("JustificationPattern", JustificationPattern.ProblemWith(rule.JustificationPattern));
        problems.Add("JustificationHint", rule.JustificationHint is { } hint ? PlainText.ProblemWithName(hint) : null);
        problems.Add("Networks", ProblemWithNetworks(rule.Networks));
        problems.Add("Labels", rule.Labels.Count > MostLabels ? $"At most {MostLabels} labels."
            : rule.Labels.Any(l => PlainText.ProblemWithName(l) is not null || l.Length > 40) ? "A label is one line of at most 40 characters." : null);
        return problems.All;
    }

    /// <summary>What is wrong with targets, at the fields of <see cref="TargetRule"/>; that there are none is at <c>Targets</c>.</summary>
    public static List<Problem> In(TargetRule targets)
    {
        var problems = new Sentences();
        problems.Add("Targets", targets.IsEmpty ? "Choose at least one integration, server or bundle."
            : targets.Servers.Count > 1000 || targets.ExceptServers.Count > 1000 ? "At most 1000 servers by themselves; a name, a tag or a bundle may say it shorter." : null);
        problems.Add("Names", ProblemWithPatterns(targets.Names));
        problems.Add("ExceptNames", ProblemWithPatterns(targets.ExceptNames));
        problems.Add("ResourceGroups", ProblemWithWords(targets.ResourceGroups, "resource groups"));
        problems.Add("ExceptResourceGroups", ProblemWithWords(targets.ExceptResourceGroups, "resource groups"));
        problems.Add("Regions", ProblemWithWords(targets.Regions, "regions"));
        problems.Add("ExceptRegions", ProblemWithWords(targets.ExceptRegions, "regions"));
        problems.Add("Tags", ProblemWithTags(targets.Tags));
        problems.Add("ExceptTags", ProblemWithTags(targets.ExceptTags));
        return problems.All;
    }

    /// <summary>What is wrong with hours, as a sentence; null when nothing is. No hours at all are always open.</summary>
    public static string? In(AccessHours? hours) =>
        hours is null ? null
        : !OpenHours.IsTimeZone(hours.TimeZone) ? $"There is no time zone {SafeText.Quote(hours.TimeZone)}. Use a name such as Europe/Berlin."
        : hours.Weekly.Count == 0 ? "Say at least one day and its hours, or choose always."
        : hours.Weekly.Count > MostHours ? $"At most {MostHours} lines of hours."
        : hours.Weekly.Any(w => w.Days.Count == 0) ? "Choose at least one day in each line of hours."
        : hours.Weekly.Any(w => w.Days.Any(d => !Enum.IsDefined(d))) ? "A day of the week is Monday to Sunday."
        : null;

    private static string? ProblemWithPatterns(IReadOnlyList<string> patterns) =>
        patterns.Count > MostPatterns ? $"At most {MostPatterns} patterns; a tag may say it shorter."
        : patterns.Any(p => p.Length is 0 or > 200 || PlainText.ProblemWithName(p) is not null && p.Length <= 100) ? "A pattern is a server's name, with * for any text and ? for any character."
        : null;

    private static string? ProblemWithWords(IReadOnlyList<string> words, string what) =>
        words.Count > MostPatterns ? $"At most {MostPatterns} {what}."
        : words.Any(w => PlainText.ProblemWithName(w) is not null) ? $"Write the names of {what}, one a line."
        : null;

    private static string? ProblemWithTags(IReadOnlyList<TagRule> tags) =>
        tags.Count > MostPatterns ? $"At most {MostPatterns} tags."
        : tags.Any(t => t.Name.Length is 0 or > 512 || t.Value.Length > 256) ? "A tag has a name; its value may be empty to stand for any."
        : null;

    private static string? ProblemWithNetworks(IReadOnlyList<string> networks) =>
        networks.Count > MostNetworks ? $"At most {MostNetworks} networks."
        : networks.FirstOrDefault(n => !NetworkRange.IsWellFormed(n)) is { } bad
            ? $"{SafeText.Quote(bad)} is no network. Write it as CIDR without bits behind its mask, for example 203.0.113.0/24 or 2001:db8::/32; one address is 203.0.113.7/32."
        : null;

    private sealed class Sentences
    {
        public List<Problem> All { get; } = [];

        public void Add(string field, string? sentence)
        {
            if (sentence is not null)
            {
                All.Add(new(field, sentence));
            }
        }

        public void AddRange(IEnumerable<Problem> problems) => All.AddRange(problems);
    }
}
