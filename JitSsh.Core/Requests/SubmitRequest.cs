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

        var (flow, servers, _, _) = outcome.Value;
        var now = clock.GetUtcNow();
        var automatic = flow.Rule.IsAutomatic;
        var request = new AccessRequest
        {
            Id = TypedId.New<RequestId>(clock),
            RequesterId = actor.Id!.Value,
            FlowId = flow.Id,
            FlowVersion = flow.Version,
            LinuxGroups = [.. input.LinuxGroups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Duration = input.Duration,
            Justification = input.Justification.Trim(),
            State = automatic ? RequestState.Approved : RequestState.Pending,
            CreatedAt = now,
            LapsesAt = now + AccessRequest.WaitsFor,
            DecidedAt = automatic ? now : null,
        };
        var asked = servers.Select(s => new RequestedServer { RequestId = request.Id, ServerId = s.Id, ServerName = s.Name }).ToList();
        List<AuditEvent> audit =
        [
            Audited.Request(actor, now, request.Id, "submitted",
                $"{string.Join(", ", servers.Take(10).Select(s => s.Name))} as {(request.LinuxGroups.Count == 0 ? "Default" : string.Join(", ", request.LinuxGroups))} for {Durations.Words(input.Duration)} under '{flow.Name}' version {flow.Version}"),
        ];
        Decision? decision = null;
        if (automatic)
        {
            decision = new() { RequestId = request.Id, Approved = true, Reason = "", At = now };
            audit.Add(Audited.Request(Actor.System, now, request.Id, "approved", $"Automatically, by the access flow '{flow.Name}'"));
        }

        await requests.AddAsync(request, asked, decision, audit, cancel);
        return request.Id;
    }
}
