using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>What would become of a request.</summary>
/// <param name="Flow">The flow that governs it.</param>
/// <param name="Servers">The servers as policy knows them.</param>
/// <param name="Approvers">Who is asked; empty when it is approved automatically.</param>
/// <param name="Warnings">What may go wrong although it is allowed, for example a server that does not answer.</param>
public sealed record RequestAnalysis(AccessFlow Flow, IReadOnlyList<ServerFacts> Servers, IReadOnlyList<Person> Approvers, IReadOnlyList<string> Warnings)
{
    /// <summary>Why this flow governs and not another that allows it too, as a sentence.</summary>
    public string Why { get; init; } = "";
}

/// <summary>The one analysis that the preview shows and the submission acts on.</summary>
public sealed class AnalyseRequest(IPeopleStore people, IServerStore servers, IAccessFlowStore flows, TimeProvider clock)
{
    /// <summary>The analysis, or why it is not allowed.</summary>
    public async Task<Outcome<RequestAnalysis>> RunAsync(Actor actor, AccessInput input, CancellationToken cancel = default)
    {
        if (actor.Id is not { } id || await people.FindAsync(id, cancel) is not { IsActive: true } person)
        {
            return Refusal.NotFound;
        }

        if (person.LinuxName is null)
        {
            return Refusal.Invalid("", "You have no Linux name yet, so there is no account to give you. Ask an admin to set one in People.");
        }

        if (input.Servers.Count > AccessInput.MostServers)
        {
            return Refusal.Invalid("Servers", $"One request asks for at most {AccessInput.MostServers} servers; this one has {input.Servers.Count}.");
        }

        if (PlainText.ProblemWithText(input.Justification, 1000) is { } text)
        {
            return Refusal.Invalid("Justification", text);
        }

        var wanted = input.Servers.Distinct().ToList();
        var facts = await servers.FactsAsync(wanted, cancel);
        if (facts.Count < wanted.Count)
        {
            return Refusal.Invalid("Servers", "A server you chose does not exist, or you may not ask for it.");
        }

        var question = new AccessQuestion(id, await people.MembershipsOfAsync(id, clock.GetUtcNow(), cancel), facts, input.LinuxGroups, input.Duration, input.Justification, clock.GetUtcNow());
        var answer = AccessEvaluator.Evaluate(question, await flows.ListAsync(cancel));
        if (answer.Flow is not { } flow)
        {
            return Refusal.Invalid(answer.Problems);
        }

        var approvers = await ApproversAsync(people, flow.Rule, id, clock.GetUtcNow(), cancel);
        return flow.Rule.IsAutomatic || approvers.Count > 0
            ? new RequestAnalysis(flow, facts, approvers, Warnings(facts)) { Why = answer.Why }
            : Refusal.Invalid("", $"Nobody could approve this: the access flow '{flow.Name}' names no active person but you. Tell an admin.");
    }

    /// <summary>Who may decide on a request of this person under this rule: never the person themselves.</summary>
    internal static async Task<IReadOnlyList<Person>> ApproversAsync(IPeopleStore people, FlowRule rule, PersonId requester, DateTimeOffset at, CancellationToken cancel) =>
        rule.Approvers is null ? [] : [.. (await people.ActiveAmongAsync(rule.Approvers, at, cancel)).Where(p => p.Id != requester)];

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
