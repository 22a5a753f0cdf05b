using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Rotations;

/// <summary>How far the rotation of a login key is.</summary>
public enum RotationState
{
    /// <summary>The new key is let in on one server after the other; the connector still uses the old one.</summary>
    Adding,

    /// <summary>The connector uses the new key; the old one is removed on one server after the other.</summary>
    Removing,

    /// <summary>Over.</summary>
    Done,

    /// <summary>An admin stopped it; the new key is removed where it was let in.</summary>
    Cancelling,

    /// <summary>Stopped; the old key is in use.</summary>
    Cancelled,
}

/// <summary>How far a rotation is on one server.</summary>
public enum RotatedServerState
{
    /// <summary>Its turn comes.</summary>
    Waiting,

    /// <summary>It takes the new key: a login with it has been seen to work. The old one is still there.</summary>
    Accepted,

    /// <summary>The old line is gone; only the new key works.</summary>
    Rotated,

    /// <summary>The new key could not be let in; the old one is still there.</summary>
    NotAccepted,

    /// <summary>It takes the new key, and the old line could not be removed.</summary>
    NotRemoved,

    /// <summary>The rotation was stopped: the new line is not there.</summary>
    Undone,
}

/// <summary>The exchange of the key that the connector logs in with, on all servers of an integration. It lies in the database, so that it goes on after a restart.</summary>
public sealed class KeyRotation
{
    /// <summary>The id.</summary>
    public required KeyRotationId Id { get; init; }

    /// <summary>The integration.</summary>
    public required IntegrationId IntegrationId { get; init; }

    /// <summary>How far it is.</summary>
    public RotationState State { get; set; }

    /// <summary>Where the key lies that was in use at the start.</summary>
    public required SecretRef OldKey { get; init; }

    /// <summary>Its public half.</summary>
    public required string OldPublicKey { get; init; }

    /// <summary>Where the new key lies.</summary>
    public required SecretRef NewKey { get; init; }

    /// <summary>Its public half.</summary>
    public required string NewPublicKey { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who started it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>When the connector began to use the new key; null before.</summary>
    public DateTimeOffset? SwitchedAt { get; set; }

    /// <summary>When it was over; null before.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>True while there is something to do or to decide.</summary>
    public bool IsOpen => State is not (RotationState.Done or RotationState.Cancelled);
}

/// <summary>A rotation on one server.</summary>
public sealed class RotatedServer
{
    /// <summary>The rotation.</summary>
    public required KeyRotationId RotationId { get; init; }

    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>Its name at the start.</summary>
    public required string Name { get; init; }

    /// <summary>How far it is.</summary>
    public RotatedServerState State { get; set; }

    /// <summary>Why it is not further, and what to do, as a sentence; null when all is well.</summary>
    public string? Problem { get; set; }

    /// <summary>How often the connector began to work on it. Written before it does.</summary>
    public int Attempts { get; set; }

    /// <summary>When the state was reached.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When a failed one is tried again by itself, once the new key is in use: five minutes after it failed, each time later, at most an hour.</summary>
    public DateTimeOffset NextAttemptAt => ChangedAt + TimeSpan.FromMinutes(Math.Min(5 * Math.Pow(2, Math.Clamp(Attempts - 1, 0, 10)), 60));
}

/// <summary>A rotation with its servers, by name.</summary>
/// <param name="Rotation">The rotation.</param>
/// <param name="Servers">Its servers.</param>
public sealed record RotationProgress(KeyRotation Rotation, IReadOnlyList<RotatedServer> Servers)
{
    /// <summary>Servers on which the connector has something to do now.</summary>
    public IReadOnlyList<RotatedServer> Pending => [.. Servers.Where(s => IsPending(Rotation.State, s))];

    /// <summary>True when the rotation waits for an admin: nothing is being done, and it is not over.</summary>
    public bool WaitsForDecision => Rotation.IsOpen && Pending.Count == 0 && Servers.Any(s => s.Problem is not null);

    /// <summary>How many servers are in this state.</summary>
    public int Count(RotatedServerState state) => Servers.Count(s => s.State == state);

    private static bool IsPending(RotationState state, RotatedServer server) => state switch
    {
        RotationState.Adding => server.State == RotatedServerState.Waiting,
        RotationState.Removing => server.State is RotatedServerState.Waiting or RotatedServerState.Accepted,
        RotationState.Cancelling => server.State is RotatedServerState.Waiting or RotatedServerState.Accepted or RotatedServerState.NotAccepted,
        _ => false,
    };
}
