using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>The state of a request. What became of its access afterwards is the grants' to tell.</summary>
public enum RequestState
{
    /// <summary>Waits for a decision.</summary>
    Pending,

    /// <summary>Was approved; its grants are made from it.</summary>
    Approved,

    /// <summary>Was rejected.</summary>
    Rejected,

    /// <summary>Was taken back by the requester before a decision.</summary>
    Cancelled,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,
}

/// <summary>Somebody asks for access to servers.</summary>
public sealed class AccessRequest
{
    /// <summary>How long a request waits for a decision when its flow says nothing else.</summary>
    public static readonly TimeSpan WaitsFor = ApprovalRule.UsualWait;

    /// <summary>How far ahead access can begin.</summary>
    public static readonly TimeSpan StartsWithin = TimeSpan.FromDays(30);

    /// <summary>The id; also the one principal of its certificates.</summary>
    public required RequestId Id { get; init; }

    /// <summary>Who gets the access; also who asks, unless <see cref="AskedById"/> says somebody else.</summary>
    public required PersonId RequesterId { get; init; }

    /// <summary>Their manager, who asked for them; null for what somebody asked for themselves, or is given.</summary>
    public PersonId? AskedById { get; init; }

    /// <summary>The flow that governs it.</summary>
    public required AccessFlowId FlowId { get; init; }

    /// <summary>That flow's version when it was asked.</summary>
    public required int FlowVersion { get; init; }

    /// <summary>The Linux groups asked for; empty means the default group only.</summary>
    public required IReadOnlyList<string> LinuxGroups { get; init; }

    /// <summary>For how long, from the moment access works.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Why; empty when none was given.</summary>
    public required string Justification { get; init; }

    /// <summary>The state.</summary>
    public required RequestState State { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it lapses if nobody decides.</summary>
    public required DateTimeOffset LapsesAt { get; init; }

    /// <summary>When it left Pending.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>
    /// For access that an automatic flow gives: until when, as far as was known when it was given or last went on. All of it ends by then, however late it begins on a server. Null for what
    /// somebody asked for.
    /// </summary>
    public DateTimeOffset? GivenUntil { get; init; }

    /// <summary>The step of its flow that it is at, from 0; of a request that is decided, the last one it was at.</summary>
    public int Step { get; init; }

    /// <summary>Grows with each decision and each escalation: who decides on what has changed meanwhile is told so.</summary>
    public int Revision { get; init; }

    /// <summary>When access is to begin; null for as soon as it is approved.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>For how long it was approved, when that is shorter than was asked.</summary>
    public TimeSpan? ApprovedDuration { get; init; }

    /// <summary>After what time its access ends if nobody fetches a certificate, by the flow when it was asked; null for its whole time.</summary>
    public TimeSpan? UseWithin { get; init; }

    /// <summary>The request whose access this one asks to extend; null for a request of its own.</summary>
    public RequestId? ExtendsId { get; init; }

    /// <summary>True when access was had at once in an emergency.</summary>
    public bool IsBreakGlass { get; init; }

    /// <summary>When the review of an emergency was signed; null while it is open.</summary>
    public DateTimeOffset? ReviewedAt { get; init; }

    /// <summary>Who signed it.</summary>
    public PersonId? ReviewedBy { get; init; }

    /// <summary>What they noted.</summary>
    public string? ReviewNote { get; init; }

    /// <summary>For how long access lasts once it is approved.</summary>
    public TimeSpan Lasts => ApprovedDuration ?? Duration;

    /// <summary>True for who gets the access and for who asked for it: both may see it and take it back, and neither may approve it.</summary>
    public bool IsParty(PersonId? person) => person is not null && (person == RequesterId || person == AskedById);

    /// <summary>True while an emergency waits to be reviewed.</summary>
    public bool IsReviewOpen => IsBreakGlass && ReviewedAt is null;
}

/// <summary>A step that a request has come to.</summary>
public sealed class BegunStep
{
    /// <summary>The request.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>The step's number, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When others are asked besides; null for never.</summary>
    public DateTimeOffset? EscalatesAt { get; init; }

    /// <summary>When they were.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>When it was over: approved, rejected, or with the request.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>That a request asks for a server.</summary>
public sealed class RequestedServer
{
    /// <summary>The request.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>The server's name when it was asked, so that history can be read after the server is gone.</summary>
    public required string ServerName { get; init; }

    /// <summary>True when an approver has left it out.</summary>
    public bool IsLeftOut { get; init; }
}

/// <summary>What an approver decided.</summary>
public sealed class Decision
{
    /// <summary>The request.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>Which decision on the request, from 0: the request's revision when it was made. Two at once cannot have the same.</summary>
    public int Number { get; init; }

    /// <summary>The step it was made in, from 0.</summary>
    public int Step { get; init; }

    /// <summary>Who decided; null when the flow approves automatically.</summary>
    public PersonId? ApproverId { get; init; }

    /// <summary>In whose place, because they are away and have said so.</summary>
    public IReadOnlyList<PersonId> For { get; init; } = [];

    /// <summary>Yes or no.</summary>
    public required bool Approved { get; init; }

    /// <summary>The approver's reason; empty when none was given.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
