using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Takes a request back before it is decided.</summary>
public sealed class CancelRequest(IRequestStore requests, TimeProvider clock)
{
    /// <summary>Done; NotFound for anyone but who gets the access and who asked for it; Conflict when it is decided already.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        if (await requests.FindAsync(id, cancel) is not { } request || !request.IsParty(actor.Id))
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        return await requests.MoveAsync(id, RequestState.Pending, RequestState.Cancelled, now, Audited.Request(actor, now, id, "cancelled", actor.Is(request.RequesterId) ? "Taken back by the requester" : "Taken back by who asked for them"), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("This request is decided already. End the access instead.");
    }
}
