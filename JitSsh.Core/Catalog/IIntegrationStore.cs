using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Catalog;

/// <summary>An integration as Connected Integrations shows it.</summary>
/// <param name="Integration">The integration.</param>
/// <param name="ServerCount">How many servers it has.</param>
/// <param name="ConnectorName">The connector that works on it.</param>
public sealed record IntegrationRow(Integration Integration, int ServerCount, string ConnectorName);

/// <summary>How a discovery ended.</summary>
/// <param name="Status">The integration's status.</param>
/// <param name="Reason">Why, as a sentence.</param>
/// <param name="At">Now.</param>
/// <param name="Next">When the next one is due.</param>
/// <param name="WaitUntil">Until when the source asks not to be asked again; null when it does not.</param>
public sealed record SyncEnd(IntegrationStatus Status, string Reason, DateTimeOffset At, DateTimeOffset Next, DateTimeOffset? WaitUntil);

/// <summary>What the store of integrations guarantees.</summary>
public interface IIntegrationStore
{
    /// <summary>All integrations by name.</summary>
    Task<IReadOnlyList<IntegrationRow>> ListAsync(CancellationToken cancel);

    /// <summary>All of them by name, and nothing of their servers.</summary>
    Task<IReadOnlyList<Integration>> AllAsync(CancellationToken cancel);

    /// <summary>One integration, or null.</summary>
    Task<Integration?> FindAsync(IntegrationId id, CancellationToken cancel);

    /// <summary>Adds one; false when the name is taken.</summary>
    Task<bool> AddAsync(Integration integration, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes one; false when the name is taken. Its servers become due, since how they are reached may have changed.</summary>
    Task<bool> ChangeAsync(Integration integration, AuditEvent audit, CancellationToken cancel);

    /// <summary>Disables one, and decides the end of all access to its servers in the same transaction if that is asked for; false when it is gone or being deleted.</summary>
    Task<bool> DisableAsync(IntegrationId id, string reason, bool endAccess, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Notes the public half of a key that was changed in its store; false when the integration's key lies elsewhere by now.</summary>
    Task<bool> ChangePublicKeyAsync(IntegrationId id, SecretRef loginKey, string publicKeyLine, AuditEvent audit, CancellationToken cancel);

    /// <summary>The access that deleting one would end, or has still to end; null when there is no such integration.</summary>
    Task<Deletion?> DeletionAsync(IntegrationId id, CancellationToken cancel);

    /// <summary>The integrations that are being deleted.</summary>
    Task<IReadOnlyList<Integration>> DeletingAsync(CancellationToken cancel);

    /// <summary>Sets the status Deleting and decides the end of all access to its servers, in one transaction; false when that was done before.</summary>
    Task<bool> BeginDeleteAsync(IntegrationId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Takes the status Deleting back, and makes a discovery due; false when it does not have it.</summary>
    Task<bool> CancelDeleteAsync(IntegrationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes one that is being deleted, with its servers and secrets, only when every end is confirmed; ends what was approved in between. False when it is not over.</summary>
    Task<bool> RemoveEndedAsync(IntegrationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes one that is being deleted although ends are not confirmed; each is audited with what may be left. Those; null when it is not being deleted.</summary>
    Task<IReadOnlyList<OpenAccess>?> RemoveAnywayAsync(IntegrationId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>True when there is such a connector and it was not revoked.</summary>
    Task<bool> HasConnectorAsync(ConnectorId id, CancellationToken cancel);

    /// <summary>Makes the discovery due now; false when it is disabled, being deleted or gone.</summary>
    Task<bool> MakeDueAsync(IntegrationId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Leases the discovery that is most overdue to one process of this connector, or null when none is due.</summary>
    Task<Integration?> LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancel);

    /// <summary>The next moment at which a discovery is due for this connector; null when none is.</summary>
    Task<DateTimeOffset?> NextDueAsync(ConnectorId connector, CancellationToken cancel);

    /// <summary>Keeps a discovery's lease; false when this process has it no more, or the integration is disabled.</summary>
    Task<bool> RenewSyncAsync(IntegrationId id, string holder, DateTimeOffset until, CancellationToken cancel);

    /// <summary>Ends a discovery: status, reason and next due time; only if this process still has the lease.</summary>
    Task<bool> EndSyncAsync(IntegrationId id, string holder, SyncEnd end, AuditEvent? audit, CancellationToken cancel);
}
