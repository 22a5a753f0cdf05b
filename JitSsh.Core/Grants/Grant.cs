using JitSsh.Core.Common;

namespace JitSsh.Core.Grants;

/// <summary>The state of a grant. There is no state for failure: a grant that cannot be carried out stays where it is, with attempts, error and next attempt.</summary>
public enum GrantState
{
    /// <summary>Approved, and not yet known to work on the server.</summary>
    Pending,

    /// <summary>The server has said that access works.</summary>
    Active,

    /// <summary>To be undone; not yet known to be gone from the server.</summary>
    Ending,

    /// <summary>The server has said that nothing of it is left.</summary>
    Ended,
}

/// <summary>Why a grant ended.</summary>
public enum EndReason
{
    /// <summary>Its time was over.</summary>
    Expired,

    /// <summary>The requester ended it.</summary>
    RevokedByRequester,

    /// <summary>An admin ended it.</summary>
    RevokedByAdmin,

    /// <summary>The flow no longer allows it.</summary>
    FlowChanged,

    /// <summary>The person was deactivated.</summary>
    PersonDisabled,

    /// <summary>The server does not exist any more, or was taken out of the list that somebody keeps.</summary>
    ServerGone,

    /// <summary>Nobody fetched a certificate for it within the flow's time.</summary>
    Unused,
}

/// <summary>What the reasons are called: to people, and on the way to a server.</summary>
public static class EndReasons
{
    /// <summary>For people, everywhere the same: a clause that follows "Ended:". Empty where there is no reason yet.</summary>
    public static string PhraseOf(EndReason? reason) => reason switch
    {
        EndReason.Expired => "its time was over",
        EndReason.RevokedByRequester => "the requester ended it",
        EndReason.RevokedByAdmin => "an admin ended it",
        EndReason.FlowChanged => "the access flow no longer allows it",
        EndReason.PersonDisabled => "the person was deactivated",
        EndReason.ServerGone => "the server does not exist any more, or was taken out of its list",
        EndReason.Unused => "nobody fetched a certificate in time",
        null => "",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };

    /// <summary>The protocol's word (docs/reconcile-protocol.md).</summary>
    public static string WordOf(EndReason reason) => reason switch
    {
        EndReason.Expired => "expired",
        EndReason.RevokedByRequester => "revoked-by-requester",
        EndReason.RevokedByAdmin => "revoked-by-admin",
        EndReason.FlowChanged => "flow-changed",
        EndReason.PersonDisabled => "person-disabled",
        EndReason.ServerGone => "server-gone",
        EndReason.Unused => "unused",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, message: null),
    };
}

/// <summary>The access of one request on one server.</summary>
public sealed class Grant
{
    /// <summary>The id; stands in the trust line's comment.</summary>
    public required GrantId Id { get; init; }

    /// <summary>The request it was made from.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>The server's name when it was asked for.</summary>
    public required string ServerName { get; init; }

    /// <summary>Whose access.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>The account on the server: the person's Linux name when the grant was made.</summary>
    public required string Account { get; init; }

    /// <summary>The groups the account is put in.</summary>
    public required IReadOnlyList<string> LinuxGroups { get; init; }

    /// <summary>For how long, from the moment it is first sent.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The state.</summary>
    public GrantState State { get; set; } = GrantState.Pending;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last sent to the server as new; null while it never was. Written before it is sent.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>When it ends. Fixed when it is sent; written before it is sent. An extension moves it.</summary>
    public DateTimeOffset? NotAfter { get; set; }

    /// <summary>When its end was moved by an extension that the server has not confirmed yet; null when there is none. Until then the old end stands on the server.</summary>
    public DateTimeOffset? ExtendedAt { get; set; }

    /// <summary>The generation of the lease in which that extension was last sent; null while it was not.</summary>
    public long? ExtensionSentIn { get; set; }

    /// <summary>After what time it ends if nobody fetches a certificate for it; null for its whole time.</summary>
    public TimeSpan? UseWithin { get; init; }

    /// <summary>When it ends unless somebody fetches a certificate; null when that does not matter, or somebody has.</summary>
    public DateTimeOffset? UnusedAt { get; set; }

    /// <summary>When the server first said that it works.</summary>
    public DateTimeOffset? ActiveAt { get; set; }

    /// <summary>When its end was decided.</summary>
    public DateTimeOffset? EndingAt { get; set; }

    /// <summary>When the server said that nothing of it is left.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it ended or ends.</summary>
    public EndReason? EndReason { get; set; }

    /// <summary>Failed attempts in a row to make the server match.</summary>
    public int Attempts { get; set; }

    /// <summary>What went wrong last; null when nothing did.</summary>
    public string? LastError { get; set; }

    /// <summary>True while nothing is wrong but that the server is switched off: it waits, and <see cref="LastError"/> says for what.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>When it is tried again; null when nothing is to be tried.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>True when the server has something to be told of it now, although it may be active.</summary>
    public bool IsDue(DateTimeOffset now) => State != GrantState.Active || NotAfter <= now || UnusedAt <= now || ExtendedAt is not null;

    /// <summary>True until it has ended.</summary>
    public bool IsOpen => State != GrantState.Ended;
}
