using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>What can be extended now.</summary>
/// <param name="By">For how long at most.</param>
/// <param name="Left">How often still, this one included.</param>
/// <param name="IsAutomatic">True when nobody is asked.</param>
/// <param name="JustificationRequired">True when a reason has to be given.</param>
public sealed record ExtensionOffer(TimeSpan By, int Left, bool IsAutomatic, bool JustificationRequired);

/// <summary>
/// Extends access before it ends, by the rules of the flow in force: sessions live on, and the end moves. Where the flow asks somebody, the extension is a request that is decided like any other.
/// </summary>
public sealed class ExtendAccess(
    IRequestStore requests, IGrantStore grants, IPeopleStore people, IServerStore servers, IAccessFlowStore flows, ApproversOf approvers, TimeProvider clock)
{
    /// <summary>What the actor can do with their own access; NotFound for anyone else, but a sentence for who asked for it; Conflict, with the reason, when it cannot be extended.</summary>
    public async Task<Outcome<ExtensionOffer>> OfferAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        var (found, refusal) = await LookAsync(actor, id, cancel);
        return found is null ? refusal! : found.Offer;
    }

    /// <summary>The id of the extension's own request. It is in force at once when nobody is asked.</summary>
    /// <param name="actor">Whose access it is.</param>
    /// <param name="id">The request that gave it.</param>
    /// <param name="by">For how long beyond its end.</param>
    /// <param name="justification">Why.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<RequestId>> RunAsync(Actor actor, RequestId id, TimeSpan by, string justification, CancellationToken cancel = default)
    {
        var (found, refusal) = await LookAsync(actor, id, cancel);
        if (found is null)
        {
            return refusal!;
        }

        var problems = await ProblemsAsync(found, by, justification, cancel);
        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        if (await approvers.WhyNobodyAsync(found.Flow, ApprovalCase.Of(found.Request.RequesterId, found.Servers), cancel) is { } nobody)
        {
            return Refusal.Invalid("", nobody.Sentence);
        }

        var rows = Rows(actor, found, by, justification.Trim());
        return await requests.AddAsync(rows, found.Flow.Rule.Extension!.Times, cancel)
            ? rows.Request.Id
            : Refusal.Conflict("Somebody was first: an extension is asked for already, it was extended as often as it can be, or it is over.");
    }

    private sealed record Found(AccessRequest Request, AccessFlow Flow, IReadOnlyList<RequestedAccess> Working, IReadOnlyList<ServerFacts> Servers, DateTimeOffset End, ExtensionOffer Offer);

    private async Task<(Found? Found, Refusal? Refusal)> LookAsync(Actor actor, RequestId id, CancellationToken cancel)
    {
        if ((await grants.RequestsAsync([id], cancel)).FirstOrDefault() is not { Request: { ExtendsId: null } request } row || !request.IsParty(actor.Id))
        {
            return (null, Refusal.NotFound);
        }

        if (!actor.Is(request.RequesterId))
        {
            return (null, Refusal.Conflict($"Only {row.RequesterName} can extend this access: whoever works with it knows whether it is needed for longer."));
        }

        var now = clock.GetUtcNow();
        var working = row.Servers.Where(s => s.Grant is { State: GrantState.Active } g && g.NotAfter > now).ToList();
        if (working.Count == 0)
        {
            return (null, Refusal.Conflict("This access is not in force, so there is nothing to extend. Ask again."));
        }

        if (await flows.FindAsync(request.FlowId, cancel) is not { IsActive: true, Rule.Extension: { } rule } flow)
        {
            return (null, Refusal.Conflict("Its access flow does not let this access be extended. Ask again before it ends: the new access begins at once."));
        }

        if (row.Extensions.Any(e => e.State == RequestState.Pending))
        {
            return (null, Refusal.Conflict("An extension is asked for already, and waits for a decision."));
        }

        var left = rule.Times - row.Extensions.Count(e => e.State == RequestState.Approved);
        if (left <= 0)
        {
            return (null, Refusal.Conflict($"It was extended {(rule.Times == 1 ? "once" : $"{rule.Times} times")} already, as often as its access flow allows. Ask again."));
        }

        var facts = await servers.FactsAsync([.. working.Select(s => s.ServerId)], cancel);
        var end = working.Max(s => s.Grant!.NotAfter!.Value);
        return (new(request, flow, working, facts, end, new(rule.By, left, flow.Rule.IsAutomatic, flow.Rule.JustificationRequired)), null);
    }

    private async Task<List<Problem>> ProblemsAsync(Found found, TimeSpan by, string justification, CancellationToken cancel)
    {
        List<Problem> problems = [];
        if (by < FlowRule.ShortestDuration || by > found.Offer.By)
        {
            problems.Add(new("Duration", $"It can be extended by up to {Durations.Words(found.Offer.By)}."));
        }

        if (PlainText.ProblemWithText(justification, 1000) is { } text)
        {
            problems.Add(new("Justification", text));
        }

        if (problems.Count == 0)
        {
            // The same question as at the beginning: whoever could not ask any more cannot extend either.
            var id = found.Request.RequesterId;
            var question = new AccessQuestion(id, await people.MembershipsOfAsync(id, clock.GetUtcNow(), cancel), found.Servers, found.Request.LinuxGroups, by, justification, found.End);
            problems.AddRange(AccessEvaluator.Evaluate(question, [found.Flow]).Problems.Select(p => p.Field is "Duration" or "Justification" ? p : p with { Field = "" }));
        }

        return problems;
    }

    private NewRequestRows Rows(Actor actor, Found found, TimeSpan by, string justification)
    {
        var now = clock.GetUtcNow();
        var rule = found.Flow.Rule;
        var request = new AccessRequest
        {
            Id = TypedId.New<RequestId>(clock),
            RequesterId = found.Request.RequesterId,
            FlowId = found.Flow.Id,
            FlowVersion = found.Flow.Version,
            LinuxGroups = found.Request.LinuxGroups,
            Duration = by,
            Justification = justification,
            State = rule.IsAutomatic ? RequestState.Approved : RequestState.Pending,
            CreatedAt = now,
            // After the end there is nothing to extend, and nobody is asked for nothing.
            LapsesAt = rule.Approval is { } waits && now + waits.WaitsFor < found.End ? now + waits.WaitsFor : found.End,
            DecidedAt = rule.IsAutomatic ? now : null,
            ExtendsId = found.Request.Id,
        };
        List<AuditEvent> audit = [Audited.Request(actor, now, request.Id, "extension-asked", $"Request {found.Request.Id} by {Durations.Words(by)} under '{found.Flow.Name}' version {found.Flow.Version}")];
        audit.AddRange(rule.IsAutomatic ? [Audited.Request(Actor.System, now, request.Id, "approved", $"Automatically, by the access flow '{found.Flow.Name}'")] : []);
        return new()
        {
            Request = request,
            Servers = [.. found.Working.Select(s => new RequestedServer { RequestId = request.Id, ServerId = s.ServerId, ServerName = s.ServerName })],
            First = rule.Approval is { } approval ? new() { RequestId = request.Id, Number = 0, BegunAt = now, EscalatesAt = now + approval.StepAt(0).EscalatesAfter } : null,
            Decision = rule.IsAutomatic ? new() { RequestId = request.Id, Approved = true, Reason = "", At = now } : null,
            Audit = audit,
        };
    }
}
