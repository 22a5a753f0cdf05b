using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Which requests a list shows. Filters combine.</summary>
/// <param name="Requester">Of this person.</param>
/// <param name="State">In this state.</param>
/// <param name="Search">Text in the requester's, a server's or the flow's name, or in the justification.</param>
/// <param name="IsOpen">True: those that wait for a decision, or whose access is not over everywhere. False: the others.</param>
public sealed record RequestFilter(PersonId? Requester = null, RequestState? State = null, string? Search = null, bool? IsOpen = null);

/// <summary>What the store of requests guarantees.</summary>
public interface IRequestStore
{
    /// <summary>Adds a request and its servers. When it comes with a decision (an automatic flow) it is added approved, and its servers become due in the same transaction.</summary>
    Task AddAsync(AccessRequest request, IReadOnlyList<RequestedServer> servers, Decision? decision, IReadOnlyList<AuditEvent> audit, CancellationToken cancel);

    /// <summary>One request, or null.</summary>
    Task<AccessRequest?> FindAsync(RequestId id, CancellationToken cancel);

    /// <summary>The servers of a request.</summary>
    Task<IReadOnlyList<RequestedServer>> ServersOfAsync(RequestId id, CancellationToken cancel);

    /// <summary>Moves a request on, once: false when it was not in that state any more. An approval makes its servers due in the same transaction.</summary>
    Task<bool> MoveAsync(RequestId id, RequestState from, RequestState to, Decision? decision, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Pending requests of these flows, oldest first.</summary>
    Task<IReadOnlyList<AccessRequest>> PendingOfFlowsAsync(IReadOnlyCollection<AccessFlowId> flows, CancellationToken cancel);

    /// <summary>Pending requests whose time is over.</summary>
    Task<IReadOnlyList<RequestId>> OverdueAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>When the next pending request lapses; null when none waits.</summary>
    Task<DateTimeOffset?> NextLapseAsync(CancellationToken cancel);

    /// <summary>How often this person asked before, and how often a certificate was issued for it.</summary>
    Task<(int Asked, int Connected)> HistoryOfAsync(PersonId person, CancellationToken cancel);
}
