using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>What would become of a request.</summary>
/// <param name="Flow">The flow that governs it.</param>
/// <param name="Servers">The servers as policy knows them.</param>
/// <param name="Approvers">Who is asked first; empty when nobody is.</param>
/// <param name="Warnings">What may go wrong although it is allowed, for example a server that does not answer.</param>
public sealed record RequestAnalysis(AccessFlow Flow, IReadOnlyList<ServerFacts> Servers, IReadOnlyList<Person> Approvers, IReadOnlyList<string> Warnings)
{
    /// <summary>Why this flow governs and not another that allows it too, as a sentence.</summary>
    public string Why { get; init; } = "";

    /// <summary>Who gets the access.</summary>
    public required Person Person { get; init; }

    /// <summary>Who is asked in each step; empty when nobody is.</summary>
    public IReadOnlyList<StepApprovers> Steps { get; init; } = [];

    /// <summary>True when the glass is broken: access at once, and a review afterwards.</summary>
    public bool IsBreakGlass { get; init; }

    /// <summary>When it lapses if nobody decides; null when nobody has to.</summary>
    public DateTimeOffset? LapsesAt { get; init; }
}

/// <summary>The one analysis that the preview shows and the submission acts on.</summary>
public sealed class AnalyseRequest(IPeopleStore people, IServerStore servers, AskFor askFor, ApproversOf approvers, TimeProvider clock)
{
    /// <summary>An emergency needs more of a reason than a word.</summary>
    public const int ShortestEmergencyReason = 20;

    /// <summary>The analysis, or why it is not allowed.</summary>
    public async Task<Outcome<RequestAnalysis>> RunAsync(Actor actor, AccessInput input, CancellationToken cancel = default)
    {
        var whom = await askFor.PersonAsync(actor, input.For, cancel);
        if (!whom.IsDone)
        {
            return new Refusal(whom.Kind, whom.Problems);
        }

        var (person, id, isForOther) = (whom.Value, whom.Value.Id, !actor.Is(whom.Value.Id));
        if (person.LinuxName is null)
        {
            return Refusal.Invalid("", isForOther
                ? $"{person.Name} has no Linux name yet, so there is no account to give them. Ask an admin to set one in People."
                : "You have no Linux name yet, so there is no account to give you. Ask an admin to set one in People.");
        }

        if (isForOther && input.BreakGlass)
        {
            return Refusal.Invalid(AskFor.Field, $"The glass cannot be broken for somebody else. {person.Name} does it themselves, or you ask for access as usual.");
        }

        if (input.Servers.Count > AccessInput.MostServers)
        {
            return Refusal.Invalid("Servers", $"One request asks for at most {AccessInput.MostServers} servers; this one has {input.Servers.Count}.");
        }

        if (ProblemsWith(input) is { Count: > 0 } problems)
        {
            return Refusal.Invalid(problems);
        }

        var wanted = input.Servers.Distinct().ToList();
        var facts = await servers.FactsAsync(wanted, cancel);
        if (facts.Count < wanted.Count)
        {
            return Refusal.Invalid("Servers", "A server you chose does not exist, or you may not ask for it.");
        }

        var now = clock.GetUtcNow();
        var question = new AccessQuestion(id, await people.MembershipsOfAsync(id, now, cancel), facts, input.LinuxGroups, input.Duration, input.Justification, input.StartsAt ?? now);
        var all = await askFor.FlowsAsync(actor, id, cancel);
        var answer = AccessEvaluator.Evaluate(question, input.BreakGlass ? [.. all.Where(f => f.Rule is { BreakGlass: true, IsAutomatic: false })] : all);
        if (answer.Flow is not { } flow)
        {
            return Refusal.Invalid(isForOther
                ? [.. answer.Problems.Select(p => p.Field == "Servers" ? p with { Sentence = $"{p.Sentence} This is for {person.Name}: it takes an access flow that names them and lets their manager ask." } : p)]
                : input.BreakGlass
                ? [.. answer.Problems.Select(p => p.Field == "Servers" ? p with { Sentence = "No access flow lets you break the glass for all of these servers." } : p)]
                : answer.Problems);
        }

        var about = ApprovalCase.Of(id, facts) with { AskedBy = isForOther ? actor.Id : null };
        List<StepApprovers> steps = [];
        foreach (var step in input.BreakGlass ? [] : flow.Rule.Approval?.Steps ?? [])
        {
            steps.Add(await approvers.StepAsync(step, about, cancel));
        }

        return !input.BreakGlass && await approvers.WhyNobodyAsync(flow, about, cancel) is { } nobody
            ? Refusal.Invalid([nobody])
            : new RequestAnalysis(flow, facts, steps is [var first, ..] ? first.First : [], Warnings(facts))
            {
                Person = person, Why = answer.Why, Steps = steps, IsBreakGlass = input.BreakGlass, LapsesAt = steps.Count == 0 ? null : LapsesAt(flow.Rule.Approval!, input.StartsAt),
            };
    }

    /// <summary>A request that begins later can be decided until then, also when that is longer than its flow lets others wait.</summary>
    private DateTimeOffset LapsesAt(ApprovalRule rule, DateTimeOffset? startsAt)
    {
        var usual = clock.GetUtcNow() + rule.WaitsFor;
        return startsAt > usual ? startsAt.Value : usual;
    }

    private List<Problem> ProblemsWith(AccessInput input)
    {
        List<Problem> problems = [];
        if (PlainText.ProblemWithText(input.Justification, 1000) is { } text)
        {
            problems.Add(new("Justification", text));
        }
        else if (input.BreakGlass && input.Justification.Trim().Length < ShortestEmergencyReason)
        {
            problems.Add(new("Justification", $"Say what the emergency is, in at least {ShortestEmergencyReason} characters: whoever reviews it reads this."));
        }

        var now = clock.GetUtcNow();
        if (input.StartsAt is { } start)
        {
            var why = input.BreakGlass ? "Access in an emergency begins at once. Leave the start out."
                : start <= now ? "This moment is past. Choose a later one, or start now."
                : start > now + AccessRequest.StartsWithin ? $"Access can begin within {Durations.Words(AccessRequest.StartsWithin)} from now."
                : null;
            problems.AddRange(why is null ? [] : [new("StartsAt", why)]);
        }

        return problems;
    }

    private static IReadOnlyList<string> Warnings(IReadOnlyList<ServerFacts> servers) => [.. servers.Select(s => s.Health switch
    {
        ServerHealth.SwitchedOff => $"{s.Name} is switched off ({s.PowerState!.ToLowerInvariant()}); access begins when it runs, and the clock starts only then.",
        ServerHealth.Unreachable or ServerHealth.LoginRefused or ServerHealth.NeedsSudo or ServerHealth.Failing => $"{s.Name} could not be worked on the last time; access begins when it does, and the clock starts only then.",
        ServerHealth.HostKeyUnknown => $"{s.Name}: an admin has not accepted its host key yet, so access waits for that.",
        ServerHealth.HostKeyChanged => $"{s.Name} shows another host key than the accepted one, so access waits for an admin.",
        ServerHealth.NoAddress => $"{s.Name} has no address at the moment, so access waits for one.",
        _ => ServerClock.Problem(s.ClockOffset) is { } problem ? $"{s.Name}: {problem}" : null,
    }).OfType<string>()];
}
