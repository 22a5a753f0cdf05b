using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>A discovery that one connector process does.</summary>
/// <param name="Id">The integration.</param>
/// <param name="Source">Where its servers come from.</param>
/// <param name="SourceSecret">Where the secret lies that the source signs in with; null when it needs none.</param>
/// <param name="LoginKey">Where the login key lies.</param>
/// <param name="LoginPublicKey">Its public half as it is known.</param>
/// <param name="Status">The integration's status when the discovery became due.</param>
/// <param name="DueAt">When that was.</param>
/// <param name="LastAt">When the discovery before it ended.</param>
public sealed record SyncWork(
    IntegrationId Id, SourceSettings Source, SecretRef? SourceSecret, SecretRef LoginKey, string LoginPublicKey, IntegrationStatus Status, DateTimeOffset? DueAt, DateTimeOffset? LastAt)
{
    /// <summary>Of an integration as it was leased.</summary>
    public static SyncWork Of(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        return new(integration.Id, integration.Source, integration.SourceSecret, integration.LoginKey, integration.LoginPublicKey, integration.Status, integration.NextSyncAt, integration.LastSyncAt);
    }
}

/// <summary>What a discovery found.</summary>
/// <param name="Result">The servers.</param>
/// <param name="KeyProblem">What is wrong with the login key, as a sentence; null when nothing is.</param>
/// <param name="KeyInStore">The public line of the key that its store holds now, and its fingerprint, where it is another one than known.</param>
public sealed record SyncReport(DiscoveryResult Result, string? KeyProblem, ChangedKey? KeyInStore);

/// <summary>A key that was changed in its store.</summary>
/// <param name="PublicLine">Its public half.</param>
/// <param name="Fingerprint">Its fingerprint.</param>
public sealed record ChangedKey(string PublicLine, string Fingerprint);

/// <summary>A grant that the connector's own rules do not allow. Nothing of it reaches the server.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Sentence">Which rule, and where it stands.</param>
public sealed record RefusedGrant(GrantId Grant, string Sentence);

/// <summary>What came of a visit to a server.</summary>
/// <param name="Output">What the server said.</param>
/// <param name="AskedAgo">How long ago it was asked: the connector's clock may differ from the portal's.</param>
/// <param name="Refused">What it was not told.</param>
public sealed record VisitReport(string Output, TimeSpan AskedAgo, IReadOnlyList<RefusedGrant> Refused);

/// <summary>What is to be done now.</summary>
/// <param name="Servers">Servers that are due, leased.</param>
/// <param name="Sync">A discovery that is due, leased; null for none.</param>
/// <param name="Asks">What somebody waits for: an id, and the question as JSON. Only a connector apart from the portal is asked.</param>
public sealed record DueWork(IReadOnlyList<ServerLease> Servers, SyncWork? Sync, IReadOnlyList<AskedNow> Asks)
{
    /// <summary>True when there is something.</summary>
    public bool IsAny => Servers.Count > 0 || Sync is not null || Asks.Count > 0;
}

/// <summary>Something that a connector is asked to do at once.</summary>
/// <param name="Id">The id.</param>
/// <param name="Question">What, as JSON.</param>
/// <param name="Until">Until when somebody waits.</param>
public sealed record AskedNow(ConnectorAskId Id, string Question, DateTimeOffset Until);

/// <summary>
/// All that a connector's loop needs of the portal. Two adapters: the stores themselves, for the connector inside the portal, and HTTPS, for those apart from it. Both lead to the same database:
/// what is due, leases and their generations are decided there and nowhere else.
/// </summary>
public interface IConnectorWork
{
    /// <summary>Leases what is due; while nothing is, waits for it. Nothing when the wait was long.</summary>
    /// <param name="servers">How many servers at most; not less than 1.</param>
    /// <param name="doing">What the process does meanwhile, as a sentence; empty when nothing.</param>
    /// <param name="cancel">Stops it.</param>
    Task<DueWork> TakeAsync(int servers, string doing, CancellationToken cancel);

    /// <summary>Notes that the server takes only an earlier key, or no longer so, and writes down what begins; what the server is to be told, or null when the lease was lost.</summary>
    Task<ServerState?> BeginAsync(ServerLease lease, string? keyNote, CancellationToken cancel);

    /// <summary>Records what the server said and ends the lease; false when it was lost.</summary>
    Task<bool> ReportAnswerAsync(ServerLease lease, VisitReport report, CancellationToken cancel);

    /// <summary>Records that the server could not be worked on and ends the lease; false when it was lost.</summary>
    Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, CancellationToken cancel);

    /// <summary>Gives a server's lease back without a result, as this process is to end: the server is due at once, for whoever is there. Nothing when the lease was lost.</summary>
    Task GiveBackAsync(ServerLease lease, CancellationToken cancel);

    /// <summary>Keeps a discovery's lease; false when this process has it no more.</summary>
    Task<bool> RenewSyncAsync(SyncWork sync, CancellationToken cancel);

    /// <summary>How far a discovery is; null where nobody can look.</summary>
    IProgress<DiscoveryProgress>? ProgressOf(SyncWork sync);

    /// <summary>External ids of servers that are missing from the result and of which it matters whether they are gone.</summary>
    Task<IReadOnlyList<string>> MissingWithAccessAsync(SyncWork sync, DiscoveryResult result, CancellationToken cancel);

    /// <summary>Keeps what was found and ends the lease.</summary>
    Task EndSyncAsync(SyncWork sync, SyncReport report, CancellationToken cancel);

    /// <summary>Records that the discovery failed, and ends the lease.</summary>
    Task FailSyncAsync(SyncWork sync, string sentence, CancellationToken cancel);

    /// <summary>Nothing of it runs here any more, however it ended.</summary>
    void SyncIsOver(SyncWork sync);

    /// <summary>Answers what was asked.</summary>
    Task AnswerAsync(AskedNow ask, string answer, CancellationToken cancel);
}
