using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Catalog;

/// <summary>An integration as Connected Integrations shows it.</summary>
/// <param name="Integration">The integration.</param>
/// <param name="ServerCount">How many servers it has.</param>
/// <param name="ConnectorName">The connector that works on it.</param>
/// <param name="OpenGrants">Grants on its servers that have not ended.</param>
public sealed record IntegrationRow(Integration Integration, int ServerCount, string ConnectorName, int OpenGrants);

/// <summary>What the store of integrations guarantees.</summary>
public interface IIntegrationStore
{
    /// <summary>All integrations by name.</summary>
    Task<IReadOnlyList<IntegrationRow>> ListAsync(CancellationToken cancel);

    /// <summary>One integration, or null.</summary>
    Task<Integration?> FindAsync(IntegrationId id, CancellationToken cancel);

    /// <summary>Adds one; false when the name is taken.</summary>
    Task<bool> AddAsync(Integration integration, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes one; false when the name is taken. Its servers become due, since how they are reached may have changed.</summary>
    Task<bool> ChangeAsync(Integration integration, AuditEvent audit, CancellationToken cancel);

    /// <summary>Notes the public half of a key that was changed in its store; false when the integration's key lies elsewhere by now.</summary>
    Task<bool> ChangePublicKeyAsync(IntegrationId id, SecretRef loginKey, string publicKeyLine, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes one with its servers and their history, only while none of its grants is open; false when one is.</summary>
    Task<bool> RemoveIfUnusedAsync(IntegrationId id, AuditEvent audit, CancellationToken cancel);

    /// <summary>Makes the discovery due now; false when it is disabled or gone.</summary>
    Task<bool> MakeDueAsync(IntegrationId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Leases the discovery that is most overdue to one process of this connector, or null when none is due.</summary>
    Task<Integration?> LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancel);

    /// <summary>The next moment at which a discovery is due for this connector; null when none is.</summary>
    Task<DateTimeOffset?> NextDueAsync(ConnectorId connector, CancellationToken cancel);

    /// <summary>Ends a discovery: status, reason and next due time; only if this process still has the lease.</summary>
    Task<bool> EndSyncAsync(IntegrationId id, string holder, IntegrationStatus status, string? reason, DateTimeOffset now, DateTimeOffset next, AuditEvent? audit, CancellationToken cancel);
}
