using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Asks for access.</summary>
public sealed class SubmitRequest(IRequestStore requests, AnalyseRequest analyse, TimeProvider clock)
{
    /// <summary>The new request's id; the sentences at their fields when it is not allowed.</summary>
    public async Task<Outcome<RequestId>> RunAsync(Actor actor, AccessInput input, CancellationToken cancel = default)
    {
        var outcome = await analyse.RunAsync(actor, input, cancel);
        if (!outcome.IsDone)
        {
            return new Refusal(outcome.Kind, outcome.Problems);
        }

        var analysis = outcome.Value;
        var (flow, servers) = (analysis.Flow, analysis.Servers);
        var now = clock.GetUtcNow();
        var isApproved = flow.Rule.Approval is null || analysis.IsBreakGlass;
        var request = new AccessRequest
        {
            Id = TypedId.New<RequestId>(clock),
            RequesterId = analysis.Person.Id,
            AskedById = actor.Is(analysis.Person.Id) ? null : actor.Id,
            FlowId = flow.Id,
            FlowVersion = flow.Version,
            LinuxGroups = [.. input.LinuxGroups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Duration = input.Duration,
            Justification = input.Justification.Trim(),
            State = isApproved ? RequestState.Approved : RequestState.Pending,
            CreatedAt = now,
            LapsesAt = analysis.LapsesAt ?? now + AccessRequest.WaitsFor,
            DecidedAt = isApproved ? now : null,
            StartsAt = input.StartsAt,
            UseWithin = flow.Rule.UseWithin,
            IsBreakGlass = analysis.IsBreakGlass,
        };
        var asked = servers.Select(s => new RequestedServer { RequestId = request.Id, ServerId = s.Id, ServerName = s.Name }).ToList();
        var start = input.StartsAt is { } at ? $", from {at:u}" : "";
        var whom = request.AskedById is null ? "" : $"For {analysis.Person.Name}: ";
        List<AuditEvent> audit =
        [
            Audited.Request(actor, now, request.Id, "submitted",
                $"{whom}{string.Join(", ", servers.Take(10).Select(s => s.Name))} as {(request.LinuxGroups.Count == 0 ? "Default" : string.Join(", ", request.LinuxGroups))} for {Durations.Words(input.Duration)}{start} under '{flow.Name}' version {flow.Version}"),
        ];
        if (isApproved)
        {
            audit.Add(analysis.IsBreakGlass
                ? Audited.Request(actor, now, request.Id, "glass-broken", $"At once, in an emergency, by the access flow '{flow.Name}'; the review is open: {request.Justification}")
                : Audited.Request(Actor.System, now, request.Id, "approved", $"Automatically, by the access flow '{flow.Name}'"));
        }

        await requests.AddAsync(
            new()
            {
                Request = request,
                Servers = asked,
                First = isApproved ? null : DecideRequest.Begin(request.Id, flow.Rule.Approval!, 0, now),
                Decision = isApproved ? new() { RequestId = request.Id, Approved = true, Reason = analysis.IsBreakGlass ? "The glass was broken" : "", At = now } : null,
                Audit = audit,
            },
            0,
            cancel);
        return request.Id;
    }
}
