using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>Which requests a list shows. Filters combine.</summary>
/// <param name="Requester">Of this person.</param>
/// <param name="State">In this state.</param>
/// <param name="Search">Text in the requester's, a server's or the flow's name, or in the justification.</param>
/// <param name="IsOpen">True: those that wait for a decision, or whose access is not over everywhere. False: the others.</param>
/// <param name="AskedBy">Asked by this person for somebody else.</param>
public sealed record RequestFilter(PersonId? Requester = null, RequestState? State = null, string? Search = null, bool? IsOpen = null, PersonId? AskedBy = null);

/// <summary>A decision with everything that follows from it.</summary>
public sealed record RequestVerdict
{
    /// <summary>The request as it was looked at. If it has moved on since, by its revision, nothing is written.</summary>
    public required AccessRequest Request { get; init; }

    /// <summary>The state it goes to: Pending when it waits for others, in this step or the next.</summary>
    public required RequestState To { get; init; }

    /// <summary>The decision.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Servers that the approver leaves out.</summary>
    public IReadOnlyList<ServerId> LeftOut { get; init; } = [];

    /// <summary>For how long, when that is shorter than was asked.</summary>
    public TimeSpan? ApprovedDuration { get; init; }

    /// <summary>The step that begins; null when none does.</summary>
    public BegunStep? Next { get; init; }

    /// <summary>What the audit log keeps.</summary>
    public required AuditEvent Audit { get; init; }
}

/// <summary>A request that is new, with all that is written with it.</summary>
public sealed record NewRequestRows
{
    /// <summary>The request.</summary>
    public required AccessRequest Request { get; init; }

    /// <summary>Its servers.</summary>
    public required IReadOnlyList<RequestedServer> Servers { get; init; }

    /// <summary>The first step; null when nobody is asked.</summary>
    public BegunStep? First { get; init; }

    /// <summary>The decision when nobody is asked: then it is added approved.</summary>
    public Decision? Decision { get; init; }

    /// <summary>What the audit log keeps.</summary>
    public required IReadOnlyList<AuditEvent> Audit { get; init; }
}

/// <summary>What the store of requests guarantees.</summary>
public interface IRequestStore
{
    /// <summary>
    /// Adds a request and its servers. When it comes with a decision it is added approved: its servers become due in the same transaction, at its start if it starts later;
    /// and if it extends access, the end of that access moves in the same transaction.
    /// </summary>
    /// <param name="rows">All of it.</param>
    /// <param name="mostExtensions">For an extension: how often access can be extended. False, and nothing is written, when it was extended so often, when an extension waits, or when the access is over.</param>
    /// <param name="cancel">Stops it.</param>
    Task<bool> AddAsync(NewRequestRows rows, int mostExtensions, CancellationToken cancel);

    /// <summary>One request, or null.</summary>
    Task<AccessRequest?> FindAsync(RequestId id, CancellationToken cancel);

    /// <summary>The servers of a request, also those that were left out.</summary>
    Task<IReadOnlyList<RequestedServer>> ServersOfAsync(RequestId id, CancellationToken cancel);

    /// <summary>The steps that requests have come to, in order.</summary>
    Task<IReadOnlyList<BegunStep>> StepsOfAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancel);

    /// <summary>The decisions on requests, in order.</summary>
    Task<IReadOnlyList<Decision>> DecisionsOfAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancel);

    /// <summary>True while access of this request is in force on some server.</summary>
    Task<bool> IsInForceAsync(RequestId id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Moves a request on without a decision (cancelled, lapsed), once: false when it was not in that state any more.</summary>
    Task<bool> MoveAsync(RequestId id, RequestState from, RequestState to, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Writes a decision and what follows from it, once: false when the request has moved on since it was looked at. The last approval does what <see cref="AddAsync"/> does with a decision.</summary>
    Task<bool> DecideAsync(RequestVerdict verdict, CancellationToken cancel);

    /// <summary>Notes that others are asked besides in the step that a request is in, once: false when it has moved on.</summary>
    Task<bool> EscalateAsync(RequestId id, int step, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Signs the review of an emergency, once: false when it was signed already, or is none.</summary>
    Task<bool> ReviewAsync(RequestId id, PersonId by, string note, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Pending requests of these flows, oldest first.</summary>
    Task<IReadOnlyList<AccessRequest>> PendingOfFlowsAsync(IReadOnlyCollection<AccessFlowId> flows, CancellationToken cancel);

    /// <summary>Emergencies whose review is open, oldest first.</summary>
    Task<IReadOnlyList<AccessRequest>> OpenReviewsAsync(CancellationToken cancel);

    /// <summary>Pending requests whose time is over.</summary>
    Task<IReadOnlyList<RequestId>> OverdueAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>Steps of pending requests in which others are to be asked.</summary>
    Task<IReadOnlyList<BegunStep>> EscalatingAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>When the next pending request lapses or the next step escalates; null when none does.</summary>
    Task<DateTimeOffset?> NextLapseAsync(CancellationToken cancel);

    /// <summary>How often this person asked before, and how often a certificate was issued for it. Extensions are not counted.</summary>
    Task<(int Asked, int Connected)> HistoryOfAsync(PersonId person, CancellationToken cancel);
}
