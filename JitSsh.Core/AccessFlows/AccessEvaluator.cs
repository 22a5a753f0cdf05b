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
public sealed record AccessQuestion(
    PersonId Person, Memberships Memberships, IReadOnlyCollection<ServerFacts> Servers,
    IReadOnlyCollection<string> LinuxGroups, TimeSpan Duration, string Justification);

/// <summary>What policy answers: the flow that governs, or why none does.</summary>
/// <param name="Flow">The least demanding flow that allows it; null when none does.</param>
/// <param name="Problems">Why none does, for the person, at the fields they can change; empty when one does.</param>
public sealed record AccessAnswer(AccessFlow? Flow, IReadOnlyList<Problem> Problems);

/// <summary>Decides what flows allow. Pure: facts in, answer out; what is not said is denied. The preview and the submission ask the same question of the same code.</summary>
public static class AccessEvaluator
{
    private const string ServersField = "Servers";

    /// <summary>The answer to one question.</summary>
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
            .Select(f => (Flow: f, Problems: ProblemsUnder(f.Rule, question)))
            .OrderBy(x => x.Problems.Count)
            .ThenBy(x => x.Flow.Rule.IsAutomatic ? 0 : 1)
            .ThenBy(x => x.Flow.Rule.JustificationRequired ? 1 : 0)
            .ThenByDescending(x => x.Flow.Rule.MaxDuration)
            .ThenBy(x => x.Flow.Id.Value)
            .First();
        return weighed.Problems.Count == 0 ? new(weighed.Flow, []) : new(null, weighed.Problems);
    }

    /// <summary>The flows under which this person may ask for this server at all.</summary>
    public static IReadOnlyList<AccessFlow> FlowsFor(PersonId person, Memberships memberships, ServerFacts server, IReadOnlyCollection<AccessFlow> flows) =>
        [.. flows.Where(f => f.IsActive && f.Rule.Grantees.Names(person, memberships) && f.Rule.Targets.Matches(server))];

    private static string WhyNoFlow(AccessQuestion question, List<AccessFlow> theirs)
    {
        // One sentence for "no such server" and "not for you", so that nobody learns of servers by asking.
        var without = question.Servers.Where(s => !theirs.Any(f => f.Rule.Targets.Matches(s))).Select(s => s.Name).Take(5).ToList();
        return without.Count > 0
            ? $"No access flow lets you ask for {string.Join(", ", without)}."
            : "No single access flow covers all of these servers. Ask for them in separate requests.";
    }

    private static List<Problem> ProblemsUnder(FlowRule rule, AccessQuestion question)
    {
        List<Problem> problems = [];
        foreach (var group in question.LinuxGroups.Where(g => !rule.LinuxGroups.Contains(g)))
        {
            problems.Add(new("LinuxGroups", $"The group '{group}' is not among those you may ask for on these servers."));
        }

        if (question.Duration < FlowRule.ShortestDuration)
        {
            problems.Add(new("Duration", "Say for how long you need it."));
        }
        else if (question.Duration > rule.MaxDuration)
        {
            problems.Add(new("Duration", $"These servers can be asked for up to {Durations.Words(rule.MaxDuration)} at a time."));
        }

        if (rule.JustificationRequired && string.IsNullOrWhiteSpace(question.Justification))
        {
            problems.Add(new("Justification", "Say why you need it; the approver and the audit log see it."));
        }

        return problems;
    }
}
