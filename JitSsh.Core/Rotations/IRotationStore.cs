using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Rotations;

/// <summary>What the store of rotations guarantees.</summary>
public interface IRotationStore
{
    /// <summary>Starts one, with all servers of the integration that discovery sees; false while another one of the integration is open.</summary>
    Task<bool> StartAsync(KeyRotation rotation, AuditEvent audit, CancellationToken cancel);

    /// <summary>The integration's newest one, or null.</summary>
    Task<RotationProgress?> NewestAsync(IntegrationId integration, CancellationToken cancel);

    /// <summary>All open ones of a connector's integrations.</summary>
    Task<IReadOnlyList<KeyRotationId>> OpenAsync(ConnectorId connector, CancellationToken cancel);

    /// <summary>One of them, or null.</summary>
    Task<RotationProgress?> FindAsync(KeyRotationId id, CancellationToken cancel);

    /// <summary>Notes that the connector begins to work on a server; false when the rotation is in another state by now.</summary>
    Task<bool> BeginAsync(KeyRotation rotation, RotatedServer server, CancellationToken cancel);

    /// <summary>Records what came of it, with its audit event; only if the server's state is still the one it was.</summary>
    Task RecordAsync(RotatedServer server, RotatedServerState state, string? problem, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Makes the connector use the new key, in the same transaction as the rotation's state, and servers that had failed are pending again; false when the rotation, or the integration's key, is another one by now.</summary>
    Task<bool> SwitchAsync(KeyRotation rotation, AuditEvent audit, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Lets the connector try again what failed; false when nothing has.</summary>
    Task<bool> RetryAsync(KeyRotationId id, AuditEvent audit, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Makes those servers pending again that failed and whose next attempt by itself is due (<see cref="RotatedServer.NextAttemptAt"/>); how many. Only while the new key is in use.</summary>
    Task<int> RetryDueAsync(KeyRotationId id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Moves it from one state to another; false when it is in neither. Its end removes the key that is no longer used from the portal's own store.</summary>
    Task<bool> MoveAsync(KeyRotation rotation, RotationState to, AuditEvent audit, DateTimeOffset at, CancellationToken cancel);
}
