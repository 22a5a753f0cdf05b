using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>A process of a connector that runs apart from the portal. It has a key pair of its own, of which the portal has the public half.</summary>
public sealed class ConnectorInstance
{
    /// <summary>For how long after its last call it counts as being there: a little more than it waits for work in one call.</summary>
    public static readonly TimeSpan SeenFor = TimeSpan.FromSeconds(90);

    /// <summary>The id.</summary>
    public required ConnectorInstanceId Id { get; init; }

    /// <summary>Its connector.</summary>
    public required ConnectorId ConnectorId { get; init; }

    /// <summary>The public half of its key: an ECDSA P-256 SubjectPublicKeyInfo, base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The machine it said it runs on.</summary>
    public required string Host { get; set; }

    /// <summary>The version it last told.</summary>
    public required string Version { get; set; }

    /// <summary>When it enrolled.</summary>
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>When it last called.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>What it said it was doing at its last call, as a sentence; empty when it waited.</summary>
    public string Doing { get; set; } = "";

    /// <summary>What went wrong in it lately, the newest first, each with its time; at most twenty.</summary>
    public IReadOnlyList<string> Errors { get; set; } = [];

    /// <summary>What its leases are held by.</summary>
    public string Holder => $"remote-{Id.Value:N}";

    /// <summary>True when it has called lately.</summary>
    public bool IsThere(DateTimeOffset now) => now - LastSeenAt <= SeenFor;
}
