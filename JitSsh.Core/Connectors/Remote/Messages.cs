using System.Text.Json.Serialization;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors.Remote;

/// <summary>Enrols a process.</summary>
/// <param name="Token">What an admin was shown.</param>
/// <param name="PublicKey">The public half of the key that the process has made: ECDSA P-256 SubjectPublicKeyInfo, base64.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="Version">The version it runs.</param>
internal sealed record EnrolCall(string Token, string PublicKey, string Host, string Version);

/// <summary>Who the process is from now on.</summary>
internal sealed record EnrolReply(ConnectorInstanceId Instance, ConnectorId Connector, string Name);

/// <summary>Asks for work.</summary>
internal sealed record TakeCall(int Servers, string Doing, IReadOnlyList<string> Errors);

/// <summary>A lease, as it is named on the way back. By whom it is held is known from the signature.</summary>
internal sealed record LeaseName(ServerId Server, long Generation, DateTimeOffset Until)
{
    public static LeaseName Of(ServerLease lease) => new(lease.ServerId, lease.Generation, lease.Until);

    public ServerLease By(string holder) => new(Server, Generation, holder, Until, null, null);
}

internal sealed record BeginCall(LeaseName Lease, string? KeyNote);

internal sealed record BeginReply(ServerState? State);

internal sealed record ReportCall(LeaseName Lease, VisitReport Report);

internal sealed record FailureCall(LeaseName Lease, ShellFailure Failure, string Text);

internal sealed record GiveBackCall(LeaseName Lease);

internal sealed record RenewCall(SyncWork Sync);

internal sealed record MissingCall(SyncWork Sync, DiscoveryResult Result);

internal sealed record MissingReply(IReadOnlyList<string> Missing);

internal sealed record EndSyncCall(SyncWork Sync, SyncReport Report);

internal sealed record FailSyncCall(SyncWork Sync, string Sentence);

internal sealed record AnswerCall(ConnectorAskId Ask, string Answer);

/// <summary>True when it was as the connector thought; false when the lease was lost.</summary>
internal sealed record HeldReply(bool IsHeld);

/// <summary>Why a call is refused.</summary>
/// <param name="Kind">For the program.</param>
/// <param name="Sentence">For a person.</param>
internal sealed record Refused(RefusedKind Kind, string Sentence);

/// <summary>What kind of refusal.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusedKind>))]
internal enum RefusedKind
{
    /// <summary>Not what this portal understands.</summary>
    Malformed,

    /// <summary>The token is not good.</summary>
    Token,

    /// <summary>The process is not known, or the signature is not its own.</summary>
    Unknown,

    /// <summary>Its clock is off.</summary>
    Clock,

    /// <summary>The call was answered before.</summary>
    Replayed,

    /// <summary>The connector was revoked.</summary>
    Revoked,

    /// <summary>Its version is too old.</summary>
    TooOld,
}
