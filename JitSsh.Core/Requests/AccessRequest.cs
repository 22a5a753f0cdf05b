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
    /// <summary>How long a request waits for a decision.</summary>
    public static readonly TimeSpan WaitsFor = TimeSpan.FromHours(24);

    /// <summary>The id; also the one principal of its certificates.</summary>
    public required RequestId Id { get; init; }

    /// <summary>Who asks.</summary>
    public required PersonId RequesterId { get; init; }

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
}

/// <summary>What an approver decided.</summary>
public sealed class Decision
{
    /// <summary>The request.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>Who decided; null when the flow approves automatically.</summary>
    public PersonId? ApproverId { get; init; }

    /// <summary>Yes or no.</summary>
    public required bool Approved { get; init; }

    /// <summary>The approver's reason; empty when none was given.</summary>
    public required string Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
