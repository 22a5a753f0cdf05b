using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Requests;

/// <summary>What an approver decides.</summary>
/// <param name="Approve">Yes or no.</param>
/// <param name="Reason">Why; the requester sees it.</param>
public sealed record DecisionInput(bool Approve, string Reason)
{
    /// <summary>The step that they looked at, from 0: when the request has gone on meanwhile they are told so. Null for the one it is at.</summary>
    public int? Step { get; init; }

    /// <summary>The servers that are approved, when not all are; null for all that are still asked for.</summary>
    public IReadOnlyList<ServerId>? Servers { get; init; }

    /// <summary>For how long, when it is to be shorter than was asked; null for as long as was asked.</summary>
    public TimeSpan? Duration { get; init; }
}

/// <summary>Decides on a request. Who may is asked of the flow in force now, and an approval only stands for what that flow still allows.</summary>
public sealed class DecideRequest(IRequestStore requests, WhoDecides who, IPeopleStore people, IServerStore servers, TimeProvider clock)
{
    private const int MostTries = 5;

    /// <summary>Approves all of it, or rejects it.</summary>
    public Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId id, bool approve, string reason, CancellationToken cancel = default) => RunAsync(actor, id, new(approve, reason), cancel);

    /// <summary>Done, or why not. NotFound for anyone who is not an approver of this request; Conflict when somebody was first, or it is not their turn.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId id, DecisionInput input, CancellationToken cancel = default)
    {
        var seen = input.Step;
        for (var tries = 1; ; tries++)
        {
            if (actor.Id is not { } person || await requests.FindAsync(id, cancel) is not { } request || !await who.MaySeeAsync(person, request, cancel))
            {
                return Refusal.NotFound;
            }

            var (verdict, refusal) = await VerdictAsync(actor, person, request, input, seen, cancel);
            if (verdict is null)
            {
                return refusal!;
            }

            if (await requests.DecideAsync(verdict, cancel))
            {
                return Nothing.AtAll;
            }

            // Somebody decided, or others were asked, in the same moment: it is looked at again. What they saw stays the step they saw.
            seen ??= request.Step;
            if (tries == MostTries)
            {
                return Refusal.Conflict("Several people decide on this request at this moment. Look at it again.");
            }
        }
    }

    /// <summary>True when this actor is asked about the request now, in the step it is in.</summary>
    public async Task<bool> MayDecideAsync(Actor actor, AccessRequest request, CancellationToken cancel = default) =>
        actor.Id is { } person && request.State == RequestState.Pending && await who.StepAsync(request, cancel) is { } step && step.PlacesOf(person).Count > 0;

    /// <summary>True when this actor may see the request, because the flow in force may ask them about it in some step.</summary>
    public async Task<bool> MaySeeAsync(Actor actor, AccessRequest request, CancellationToken cancel = default) =>
        actor.Id is { } person && await who.MaySeeAsync(person, request, cancel);

    private async Task<(RequestVerdict? Verdict, Refusal? Refusal)> VerdictAsync(Actor actor, PersonId person, AccessRequest request, DecisionInput input, int? seen, CancellationToken cancel)
    {
        if (request.State != RequestState.Pending)
        {
            return (null, AlreadyDecided(request.State));
        }

        if (seen is { } step && step != request.Step)
        {
            return (null, Refusal.Conflict("Somebody has approved this step already; the request has gone on to the next."));
        }

        if (await who.StepAsync(request, cancel) is not { } now)
        {
            return (null, Refusal.NotFound);
        }

        var places = now.PlacesOf(person);
        if (places.Count == 0)
        {
            return (null, Refusal.Conflict(now.Approvals.Any(a => a.ApproverId == person)
                ? "You have approved this step already. It waits for others."
                : $"It is not your turn: step {now.Number + 1} of {now.Of} waits for others."));
        }

        var asked = (await requests.ServersOfAsync(request.Id, cancel)).Where(s => !s.IsLeftOut).ToList();
        var problems = Problems(input, now, request, asked);
        if (problems.Count > 0)
        {
            return (null, Refusal.Invalid(problems));
        }

        var kept = input is { Approve: true, Servers: { } some } ? [.. asked.Where(s => some.Contains(s.ServerId))] : asked;
        var lasts = input is { Approve: true, Duration: { } shorter } ? shorter : request.Lasts;
        if (input.Approve && now.Asked.Ownerless.Where(o => kept.Any(s => s.ServerId == o.Server)).ToList() is { Count: > 0 } ownerless)
        {
            // Their tags, or who they name, have changed since it was asked.
            return (null, Refusal.Conflict(OwnedServer.WhyNobody(ownerless)));
        }

        if (input.Approve && await WhyNoLongerAsync(request, now.Flow, kept, lasts, cancel) is { } why)
        {
            return (null, Refusal.Conflict(why));
        }

        return (Verdict(actor, person, request, input, now, places, kept, [.. asked.Except(kept)], lasts), null);
    }

    private RequestVerdict Verdict(
        Actor actor, PersonId person, AccessRequest request, DecisionInput input, StepNow step, IReadOnlyList<PersonId> places, IReadOnlyList<RequestedServer> kept, IReadOnlyList<RequestedServer> leftOut,
        TimeSpan lasts)
    {
        var now = clock.GetUtcNow();
        var isOver = input.Approve && step.IsOverWith(places, server => kept.Any(s => s.ServerId == server));
        var goesOn = isOver && !step.IsLast;
        var reason = input.Reason.Trim();
        List<string> said = [reason.Length == 0 ? "No reason given" : reason];
        said.AddRange(step.Of > 1 ? [$"step {step.Number + 1} of {step.Of}"] : []);
        said.AddRange(leftOut.Count > 0 ? [$"without {string.Join(", ", leftOut.Select(s => s.ServerName))}"] : []);
        said.AddRange(lasts != request.Lasts ? [$"for {Durations.Words(lasts)} instead of {Durations.Words(request.Lasts)}"] : []);
        said.AddRange(places.Any(p => p != person) ? ["in the place of somebody who is away"] : []);
        return new()
        {
            Request = request,
            To = !input.Approve ? RequestState.Rejected : isOver && step.IsLast ? RequestState.Approved : RequestState.Pending,
            Decision = new()
            {
                RequestId = request.Id, Number = request.Revision, Step = request.Step, ApproverId = person, For = [.. places.Where(p => p != person)],
                Approved = input.Approve, Reason = reason, At = now,
            },
            LeftOut = [.. leftOut.Select(s => s.ServerId)],
            ApprovedDuration = lasts != request.Duration ? lasts : null,
            Next = goesOn ? Begin(request.Id, step.Rule, step.Number + 1, now) : null,
            Audit = Audited.Request(actor, now, request.Id, !input.Approve ? "rejected" : isOver && step.IsLast ? "approved" : isOver ? "step-approved" : "approved-by-one", string.Join("; ", said)),
        };
    }

    /// <summary>The row of a step that begins.</summary>
    internal static BegunStep Begin(RequestId request, ApprovalRule rule, int number, DateTimeOffset at) =>
        new() { RequestId = request, Number = number, BegunAt = at, EscalatesAt = at + rule.StepAt(number).EscalatesAfter };

    private static List<Problem> Problems(DecisionInput input, StepNow now, AccessRequest request, IReadOnlyList<RequestedServer> asked)
    {
        List<Problem> problems = [];
        if (PlainText.ProblemWithText(input.Reason, 1000) is { } text)
        {
            problems.Add(new("Reason", text));
        }
        else if (now.Rule.ReasonRequired && string.IsNullOrWhiteSpace(input.Reason))
        {
            problems.Add(new("Reason", "Say why: the requester and the audit log see it."));
        }

        if (input is { Approve: true, Servers: { } some })
        {
            var known = asked.Select(s => s.ServerId).ToHashSet();
            if (some.Any(s => !known.Contains(s)))
            {
                problems.Add(new("Servers", "One of these servers is not, or no longer, asked for."));
            }
            else if (some.Count == 0)
            {
                problems.Add(new("Servers", "Leave at least one server, or reject the request."));
            }
        }

        if (input is { Approve: true, Duration: { } shorter } && (shorter < FlowRule.ShortestDuration || shorter > request.Lasts))
        {
            problems.Add(new("Duration", $"It can only be made shorter: between {Durations.Words(FlowRule.ShortestDuration)} and {Durations.Words(request.Lasts)}."));
        }

        return problems;
    }

    private async Task<string?> WhyNoLongerAsync(AccessRequest request, AccessFlow flow, IReadOnlyList<RequestedServer> asked, TimeSpan lasts, CancellationToken cancel)
    {
        if (await people.FindAsync(request.RequesterId, cancel) is not { IsActive: true })
        {
            return request.AskedById is null ? "The person who asked has been deactivated. Reject the request." : "The person who would get this has been deactivated. Reject the request.";
        }

        if (request.AskedById is { } askedBy)
        {
            var asker = await people.FindAsync(askedBy, cancel);
            if (!flow.Rule.ForReports)
            {
                return $"The access flow '{flow.Name}' has changed since and no longer lets a manager ask for their reports. Reject the request, and let them ask themselves.";
            }

            if (asker is not { IsActive: true } || (await people.ManagerOfAsync(request.RequesterId, cancel))?.Id != askedBy)
            {
                return $"{asker?.Name ?? "Who asked"} is no longer the manager of the person who would get this. Reject the request, and let them ask themselves.";
            }
        }

        var facts = await servers.FactsAsync([.. asked.Select(s => s.ServerId)], cancel);
        if (facts.Count < asked.Count)
        {
            return "A server of this request is gone. Reject it, or leave that server out.";
        }

        if (request.ExtendsId is { } extended && (flow.Rule.Extension is not { } extension || lasts > extension.By || !await requests.IsInForceAsync(extended, clock.GetUtcNow(), cancel)))
        {
            return flow.Rule.Extension is null || lasts > flow.Rule.Extension.By
                ? $"The access flow '{flow.Name}' has changed since and no longer allows this extension. Reject it."
                : "The access that this would extend is over already. Reject it, and let them ask again.";
        }

        var question = new AccessQuestion(
            request.RequesterId, await people.MembershipsOfAsync(request.RequesterId, clock.GetUtcNow(), cancel), facts, request.LinuxGroups, lasts, request.Justification, BeginsAt(request)) { MayBeCut = true };
        var answer = AccessEvaluator.Evaluate(question, [flow]);
        return answer.Flow is null
            ? $"The access flow '{flow.Name}' has changed since and no longer allows this: {string.Join(" ", answer.Problems.Select(p => p.Sentence))} Reject it, and let them ask again."
            : null;
    }

    // What is to begin later is held against the hours of that moment.
    private DateTimeOffset BeginsAt(AccessRequest request) => clock.GetUtcNow() is var now && request.StartsAt > now ? request.StartsAt.Value : now;

    private static Refusal AlreadyDecided(RequestState state) => Refusal.Conflict(state switch
    {
        RequestState.Approved => "Somebody has approved this already.",
        RequestState.Rejected => "Somebody has rejected this already.",
        RequestState.Cancelled => "The requester has taken this back.",
        _ => "This request has lapsed: nobody decided in time.",
    });
}
