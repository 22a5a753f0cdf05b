using JitSsh.Core.Requests;

namespace JitSsh.Core.Grants;

/// <summary>The words a person sees, everywhere the same.</summary>
public enum AccessStatus
{
    /// <summary>Waits for an approver.</summary>
    PendingApproval,

    /// <summary>Approved; the server is being told.</summary>
    Granting,

    /// <summary>Access works.</summary>
    Active,

    /// <summary>Over; the server is being told.</summary>
    Revoking,

    /// <summary>Ended by a person.</summary>
    Revoked,

    /// <summary>Ended by its time.</summary>
    Expired,

    /// <summary>An approver said no.</summary>
    Rejected,

    /// <summary>Taken back before a decision.</summary>
    Cancelled,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,

    /// <summary>The server cannot be told; it is tried again.</summary>
    Failing,

    /// <summary>Approved, to begin later.</summary>
    Scheduled,

    /// <summary>Given up: the server never confirmed the end, and JitSsh goes there no more. The grant's last error says what may be left there and what to do.</summary>
    NotUndone,
}

/// <summary>What of a grant decides which word a person sees.</summary>
/// <param name="State">Its state.</param>
/// <param name="EndReason">Why it ended, or ends.</param>
/// <param name="HasError">Whether the last attempt failed.</param>
/// <param name="IsWaiting">Whether that is no failure of JitSsh's: the server is off.</param>
public readonly record struct GrantStanding(GrantState State, EndReason? EndReason, bool HasError, bool IsWaiting)
{
    /// <summary>That of this grant.</summary>
    public static GrantStanding? Of(Grant? grant) => grant is null ? null : new(grant.State, grant.EndReason, grant.LastError is not null, grant.IsWaiting);
}

/// <summary>The one function from states to the words a person sees.</summary>
public static class AccessStatuses
{
    /// <summary>One server of a request.</summary>
    public static AccessStatus Of(AccessRequest request, Grant? grant) => Of(request, GrantStanding.Of(grant));

    /// <summary>One server of a request.</summary>
    public static AccessStatus Of(AccessRequest request, GrantStanding? grant) => (request.State, grant) switch
    {
        (RequestState.Pending, _) => AccessStatus.PendingApproval,
        (RequestState.Rejected, _) => AccessStatus.Rejected,
        (RequestState.Cancelled, _) => AccessStatus.Cancelled,
        (RequestState.Lapsed, _) => AccessStatus.Lapsed,

        // What extends access has no grant of its own: once it is approved, the end has moved.
        (_, null) when request.ExtendsId is not null => AccessStatus.Active,
        (_, null) => request.StartsAt is null ? AccessStatus.Granting : AccessStatus.Scheduled,

        // Only an end that was given up has an error: what the server confirmed has none.
        (_, { State: GrantState.Ended, HasError: true }) => AccessStatus.NotUndone,
        (_, { State: GrantState.Ended, EndReason: EndReason.Expired or EndReason.Unused }) => AccessStatus.Expired,
        (_, { State: GrantState.Ended }) => AccessStatus.Revoked,
        (_, { HasError: true, IsWaiting: false }) => AccessStatus.Failing,
        (_, { State: GrantState.Pending }) => AccessStatus.Granting,
        (_, { State: GrantState.Active }) => AccessStatus.Active,
        _ => AccessStatus.Revoking,
    };

    /// <summary>A whole request: what needs attention comes first, then what works, then what is over.</summary>
    public static AccessStatus Of(AccessRequest request, IEnumerable<Grant?> grants) => Of(request, grants.Select(GrantStanding.Of));

    /// <summary>A whole request, by the different standings of its servers.</summary>
    public static AccessStatus Of(AccessRequest request, IEnumerable<GrantStanding?> grants)
    {
        var all = grants.Select(g => Of(request, g)).DefaultIfEmpty(Of(request, (GrantStanding?)null)).ToHashSet();
        return Order.First(all.Contains);
    }

    /// <summary>True when nothing is open: neither a decision nor access nor its end. An end that was given up is over, too.</summary>
    public static bool IsOver(AccessStatus status) => status is AccessStatus.Rejected or AccessStatus.Cancelled or AccessStatus.Lapsed or AccessStatus.Revoked or AccessStatus.Expired or AccessStatus.NotUndone;

    private static readonly AccessStatus[] Order =
    [
        AccessStatus.PendingApproval, AccessStatus.Rejected, AccessStatus.Cancelled, AccessStatus.Lapsed, AccessStatus.Failing,
        AccessStatus.Granting, AccessStatus.Active, AccessStatus.Scheduled, AccessStatus.Revoking, AccessStatus.NotUndone, AccessStatus.Revoked, AccessStatus.Expired,
    ];
}
