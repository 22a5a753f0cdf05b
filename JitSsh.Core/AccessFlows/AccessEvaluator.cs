using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>A question to policy: may this person have this?</summary>
/// <param name="Person">Who asks.</param>
/// <param name="Memberships">What they belong to now.</param>
/// <param name="Servers">For which servers; none is no question and is denied.</param>
/// <param name="LinuxGroups">As which Linux groups; empty means the default group only.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Justification">Why.</param>
/// <param name="At">When; without it no flow that has hours allows anything.</param>
public sealed record AccessQuestion(
    PersonId Person, Memberships Memberships, IReadOnlyCollection<ServerFacts> Servers,
    IReadOnlyCollection<string> LinuxGroups, TimeSpan Duration, string Justification, DateTimeOffset? At = null)
{
    /// <summary>True for what was asked in time and is decided later: access is then cut where the flow's hours end, and is not refused for being too long for what is left of them.</summary>
    public bool MayBeCut { get; init; }
}

/// <summary>What policy answers: the flow that governs, or why none does.</summary>
/// <param name="Flow">The least demanding flow that allows it; null when none does.</param>
/// <param name="Problems">Why none does, for the person, at the fields they can change; empty when one does.</param>
public sealed record AccessAnswer(AccessFlow? Flow, IReadOnlyList<Problem> Problems)
{
    /// <summary>The longest time that may be asked for now, under the flow that governs or else the one that comes nearest; zero when it is closed now or there is none.</summary>
    public TimeSpan Longest { get; init; }

    /// <summary>Why this flow governs and not another that allows it too, as a sentence; empty when none does.</summary>
    public string Why { get; init; } = "";
}

/// <summary>Decides what flows allow. Pure: facts in, answer out; what is not said is denied. The preview and the submission ask the same question of the same code.</summary>
public static class AccessEvaluator
{
    private const string ServersField = "Servers";

    /// <summary>The answer to one question. The order of the flows plays no part.</summary>
    public static AccessAnswer Evaluate(AccessQuestion question, IReadOnlyCollection<AccessFlow> flows)
    {
        if (question.Servers.Count == 0)
        {
            return new(null, [new(ServersField, "Choose at least one server.")]);
        }

        var theirs = flows.Where(f => f.IsActive && f.Rule.Grantees.Names(question.Person, question.Memberships)).ToList();
        var covering = theirs.Where(f => question.Servers.All(f.Rule.Targets.Matches)).ToList();
        if (covering.Count == 0)
        {
            return new(null, [new(ServersField, WhyNoFlow(question, theirs))]);
        }

        var weighed = covering
            .Select(f => Weigh(f, question))
            .OrderBy(x => x.Problems.Count)
            .ThenBy(x => x.Flow.Rule, FlowDemands.LeastFirst)
            .ThenBy(x => x.Flow.Id.Value)
            .ToList();
        var (flow, problems, longest) = weighed[0];
        return problems.Count == 0
            ? new(flow, []) { Longest = longest, Why = FlowDemands.Why(flow, [.. weighed.Skip(1).Where(x => x.Problems.Count == 0).Select(x => x.Flow)]) }
            : new(null, problems) { Longest = longest };
    }

    /// <summary>The flows under which this person may ask for this server at all, at some time if not now.</summary>
    public static IReadOnlyList<AccessFlow> FlowsFor(PersonId person, Memberships memberships, ServerFacts server, IReadOnlyCollection<AccessFlow> flows) =>
        [.. flows.Where(f => f.IsActive && f.Rule.Grantees.Names(person, memberships) && f.Rule.Targets.Matches(server))];

    /// <summary>The longest time that a rule allows to ask for at a moment, in whole seconds: what is left of its hours, if that is less; zero while they are closed.</summary>
    public static TimeSpan LongestAt(FlowRule rule, DateTimeOffset? at) => Min(rule.Longest, LeftOf(rule, at));

    private static string WhyNoFlow(AccessQuestion question, List<AccessFlow> theirs)
    {
        // One sentence for "no such server" and "not for you", so that nobody learns of servers by asking.
        var without = question.Servers.Where(s => !theirs.Any(f => f.Rule.Targets.Matches(s))).Select(s => s.Name).Take(5).ToList();
        return without.Count > 0
            ? $"No access flow lets you ask for {string.Join(", ", without)}."
            : "No single access flow covers all of these servers. Ask for them in separate requests.";
    }

    private static (AccessFlow Flow, List<Problem> Problems, TimeSpan Longest) Weigh(AccessFlow flow, AccessQuestion question)
    {
        var rule = flow.Rule;
        List<Problem> problems = [];
        foreach (var group in question.LinuxGroups.Where(g => !rule.LinuxGroups.Contains(g)))
        {
            problems.Add(new("LinuxGroups", $"The group '{group}' is not among those you may ask for on these servers."));
        }

        var left = LeftOf(rule, question.At);
        if (left <= TimeSpan.Zero)
        {
            problems.Add(new("", Closed(rule.When!, question.At)));
        }
        else if (ProblemWithDuration(rule, question, left) is { } duration)
        {
            problems.Add(new("Duration", duration));
        }

        if (ProblemWithJustification(rule, question.Justification) is { } justification)
        {
            problems.Add(new("Justification", justification));
        }

        return (flow, problems, Min(rule.Longest, left));
    }

    private static string? ProblemWithDuration(FlowRule rule, AccessQuestion question, TimeSpan left) =>
        question.Duration < FlowRule.ShortestDuration ? "Say for how long you need it."
        : question.Duration > rule.MaxDuration && !(rule.UntilEnded && question.Duration == FlowRule.UntilEndedDuration)
            ? $"These servers can be asked for up to {Durations.Words(rule.MaxDuration)} at a time{(rule.UntilEnded ? ", or until ended" : "")}."
        : question.Duration > left && !question.MayBeCut
            ? $"Access ends when the hours of its flow do, {rule.When!.Words(question.At!.Value + left)}. Ask for at most {Durations.Words(left)}."
        : null;

    private static string? ProblemWithJustification(FlowRule rule, string justification) =>
        rule.JustificationRequired && string.IsNullOrWhiteSpace(justification) ? "Say why you need it; the approver and the audit log see it."
        : rule.JustificationPattern is { } pattern && !JustificationPattern.IsIn(pattern, justification)
            ? rule.JustificationHint is { Length: > 0 } hint ? $"The justification has to name {hint}." : $"The justification has to hold a text of the form {pattern}."
        : null;

    private static string Closed(AccessHours hours, DateTimeOffset? at) =>
        at is { } moment && hours.NextOpening(moment) is { } next
            ? $"These servers can be asked for {hours.Words()}. That opens again on {hours.Words(next)}."
            : $"These servers can be asked for {hours.Words()} only.";

    private static TimeSpan LeftOf(FlowRule rule, DateTimeOffset? at) =>
        rule.When is null ? TimeSpan.MaxValue
        : at is { } moment && rule.When.EndAt(moment, FlowRule.UntilEndedDuration) is { } end ? TimeSpan.FromSeconds(Math.Floor((end - moment).TotalSeconds))
        : TimeSpan.Zero;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
