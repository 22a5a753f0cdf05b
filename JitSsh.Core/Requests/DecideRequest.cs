using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>Decides on a request. Who may is asked of the flow in force now, and an approval only stands for what that flow still allows.</summary>
public sealed class DecideRequest(IRequestStore requests, IPeopleStore people, IServerStore servers, IAccessFlowStore flows, TimeProvider clock)
{
    /// <summary>Done, or why not. NotFound for anyone who is not an approver of this request; Conflict when somebody was first.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId id, bool approve, string reason, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person || await requests.FindAsync(id, cancel) is not { } request || !await MayDecideAsync(actor, request, cancel))
        {
            return Refusal.NotFound;
        }

        if (PlainText.ProblemWithText(reason, 1000) is { } problem)
        {
            return Refusal.Invalid("Reason", problem);
        }

        if (request.State != RequestState.Pending)
        {
            return AlreadyDecided(request.State);
        }

        if (approve && await WhyNoLongerAsync(request, cancel) is { } why)
        {
            return Refusal.Conflict(why);
        }

        var now = clock.GetUtcNow();
        var decision = new Decision { RequestId = id, ApproverId = person, Approved = approve, Reason = reason.Trim(), At = now };
        var to = approve ? RequestState.Approved : RequestState.Rejected;
        var audit = Audited.Request(actor, now, id, approve ? "approved" : "rejected", reason.Trim().Length == 0 ? "No reason given" : reason.Trim());
        return await requests.MoveAsync(id, RequestState.Pending, to, decision, now, audit, cancel)
            ? Nothing.AtAll
            : AlreadyDecided((await requests.FindAsync(id, cancel))?.State ?? to);
    }

    /// <summary>True when the flow in force names this actor as an approver, and the request is not their own.</summary>
    public async Task<bool> MayDecideAsync(Actor actor, AccessRequest request, CancellationToken cancel = default) =>
        actor.Id is { } person
        && person != request.RequesterId
        && await flows.FindAsync(request.FlowId, cancel) is { IsActive: true, Rule.Approvers: { } approvers }
        && approvers.Names(person, await people.MembershipsOfAsync(person, clock.GetUtcNow(), cancel));

    /// <summary>The active people who may decide on this request now, by the flow in force; empty when the flow is gone or approves automatically.</summary>
    internal async Task<IReadOnlyList<Person>> ApproversAsync(AccessRequest request, CancellationToken cancel = default) =>
        await flows.FindAsync(request.FlowId, cancel) is { IsActive: true } flow ? await AnalyseRequest.ApproversAsync(people, flow.Rule, request.RequesterId, clock.GetUtcNow(), cancel) : [];

    private async Task<string?> WhyNoLongerAsync(AccessRequest request, CancellationToken cancel)
    {
        if (await people.FindAsync(request.RequesterId, cancel) is not { IsActive: true })
        {
            return "The person who asked has been deactivated. Reject the request.";
        }

        var asked = await requests.ServersOfAsync(request.Id, cancel);
        var facts = await servers.FactsAsync([.. asked.Select(s => s.ServerId)], cancel);
        if (facts.Count < asked.Count)
        {
            return "A server of this request is gone. Reject it, and let them ask for the others.";
        }

        var question = new AccessQuestion(
            request.RequesterId, await people.MembershipsOfAsync(request.RequesterId, clock.GetUtcNow(), cancel), facts, request.LinuxGroups, request.Duration, request.Justification, clock.GetUtcNow()) { MayBeCut = true };
        var flow = (await flows.FindAsync(request.FlowId, cancel))!;
        var answer = AccessEvaluator.Evaluate(question, [flow]);
        return answer.Flow is null
            ? $"The access flow '{flow.Name}' has changed since and no longer allows this: {string.Join(" ", answer.Problems.Select(p => p.Sentence))} Reject it, and let them ask again."
            : null;
    }

    private static Refusal AlreadyDecided(RequestState state) => Refusal.Conflict(state switch
    {
        RequestState.Approved => "Somebody has approved this already.",
        RequestState.Rejected => "Somebody has rejected this already.",
        RequestState.Cancelled => "The requester has taken this back.",
        _ => "This request has lapsed: nobody decided in time.",
    });
}
