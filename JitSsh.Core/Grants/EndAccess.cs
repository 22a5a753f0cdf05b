using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>Ends access before its time: the requester their own, an admin anybody's, the owner of an integration anybody's on a server of theirs.</summary>
public sealed class EndAccess(IRequestStore requests, IGrantStore grants, IServerStore servers, TimeProvider clock)
{
    /// <summary>How many grants are now ending; NotFound for anyone but the requester, admins and, on one server, its owner; Conflict when nothing is open.</summary>
    /// <param name="actor">Who ends it.</param>
    /// <param name="request">The request.</param>
    /// <param name="server">One server of it; null for all.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<int>> RunAsync(Actor actor, RequestId request, ServerId? server = null, CancellationToken cancel = default)
    {
        if (await requests.FindAsync(request, cancel) is not { } found || !(actor.Is(found.RequesterId) || actor.IsAdmin || (server is { } one && await servers.IsAdministeredByAsync(actor, one, cancel))))
        {
            return Refusal.NotFound;
        }

        if (found.State != RequestState.Approved)
        {
            return Refusal.Conflict(found.State == RequestState.Pending ? "This request is not decided yet. Cancel it instead." : "This request gave no access.");
        }

        var reason = actor.Is(found.RequesterId) ? EndReason.RevokedByRequester : EndReason.RevokedByAdmin;
        var ended = await grants.EndAsync(request, server, reason, actor, clock.GetUtcNow(), cancel);
        return ended > 0 ? ended : Refusal.Conflict("This access has ended already.");
    }
}
