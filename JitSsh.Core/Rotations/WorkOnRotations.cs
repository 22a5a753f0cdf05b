using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Rotations;

/// <summary>The connector's side of rotations: works on what is pending, and moves a rotation on when all its servers are there. What is pending is read from the database each time, so that a restart goes on where it was.</summary>
public sealed partial class WorkOnRotations(IRotationStore rotations, IIntegrationStore integrations, IServerStore servers, IServerShell shell, TimeProvider clock, ILogger<WorkOnRotations> log)
{
    private const int AtOnce = 8;
    private readonly RotateServer rotate = new(servers, shell);

    /// <summary>Works until nothing is pending.</summary>
    public async Task RunAsync(ConnectorId connector, CancellationToken cancel)
    {
        foreach (var id in await rotations.OpenAsync(connector, cancel))
        {
            await rotations.RetryDueAsync(id, clock.GetUtcNow(), cancel);
            while (await rotations.FindAsync(id, cancel) is { } progress && await StepAsync(progress, cancel))
            {
            }
        }
    }

    /// <summary>Works on what is pending, or moves the rotation on; false when there is neither.</summary>
    private async Task<bool> StepAsync(RotationProgress progress, CancellationToken cancel)
    {
        var rotation = progress.Rotation;
        if (await integrations.FindAsync(rotation.IntegrationId, cancel) is not { } integration)
        {
            return false;
        }

        if (progress.Pending.Count > 0)
        {
            await Parallel.ForEachAsync(progress.Pending, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (server, stop) => await WorkAsync(rotation, integration, server, stop));
            return true;
        }

        var now = clock.GetUtcNow();
        return rotation.State switch
        {
            RotationState.Adding when progress.Servers.All(s => s.State == RotatedServerState.Accepted) => await SwitchAsync(rotation, integration, now, cancel),
            RotationState.Removing when progress.Servers.All(s => s.State == RotatedServerState.Rotated) => await rotations.MoveAsync(rotation, RotationState.Done,
                Audited.Integration(Actor.System, now, integration.Id, "key-rotated", $"{integration.Name}: the old key is gone from all {progress.Servers.Count} servers"), now, cancel),
            RotationState.Cancelling => await rotations.MoveAsync(rotation, RotationState.Cancelled,
                Audited.Integration(Actor.System, now, integration.Id, "key-rotation-cancelled", $"{integration.Name}: the key stays as it was"), now, cancel),
            _ => false,
        };
    }

    private async Task<bool> SwitchAsync(KeyRotation rotation, Integration integration, DateTimeOffset now, CancellationToken cancel) =>
        await rotations.SwitchAsync(rotation, Audited.Integration(Actor.System, now, integration.Id, "key-switched", $"{integration.Name}: all servers take the new key; the connector uses it from now on"), now, cancel)
        || await rotations.MoveAsync(rotation, RotationState.Cancelling,
            Audited.Integration(Actor.System, now, integration.Id, "key-rotation-overtaken", $"{integration.Name}: somebody gave it another key meanwhile; the rotation is taken back"), now, cancel);

    private async Task WorkAsync(KeyRotation rotation, Integration integration, RotatedServer server, CancellationToken cancel)
    {
        var wasTouched = server.Attempts > 0;
        if (!await rotations.BeginAsync(rotation, server, cancel))
        {
            return;
        }

        var undo = rotation.State == RotationState.Cancelling;
        var remove = server.State == RotatedServerState.Accepted && !undo;
        string? problem;
        try
        {
            problem = undo ? wasTouched ? await rotate.UndoAsync(rotation, integration, server.ServerId, cancel) : null
                : remove ? await rotate.RemoveOldAsync(rotation, integration, server.ServerId, cancel)
                : await rotate.AddAsync(rotation, integration, server.ServerId, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, server.ServerId.Value, e);
            problem = $"JitSsh could not work on it: {e.Message}";
        }

        var state = undo ? RotatedServerState.Undone
            : remove ? problem is null ? RotatedServerState.Rotated : RotatedServerState.NotRemoved
            : problem is null ? RotatedServerState.Accepted : RotatedServerState.NotAccepted;
        await rotations.RecordAsync(server, state, undo && problem is not null ? $"The new line may still be there. {problem}" : problem, clock.GetUtcNow(), cancel);
    }

    [LoggerMessage(131, LogLevel.Error, "Server {Server}: the rotation of its key failed")]
    private static partial void Failed(ILogger logger, Guid server, Exception exception);
}
