using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Takes a request back before it is decided.</summary>
public sealed class CancelRequest(IRequestStore requests, TimeProvider clock)
{
    /// <summary>Done; NotFound for anyone but the requester; Conflict when it is decided already.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        if (await requests.FindAsync(id, cancel) is not { } request || !actor.Is(request.RequesterId))
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        return await requests.MoveAsync(id, RequestState.Pending, RequestState.Cancelled, now, Audited.Request(actor, now, id, "cancelled", "Taken back by the requester"), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("This request is decided already. End the access instead.");
    }
}
