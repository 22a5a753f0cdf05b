using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>A connector: what touches servers and reads secrets. The one inside the portal is always there; others run apart from it, each in one or more processes (<see cref="ConnectorInstance"/>).</summary>
public sealed class Connector
{
    /// <summary>The id.</summary>
    public required ConnectorId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>The version it last told; empty before the first process has enrolled.</summary>
    public required string Version { get; set; }

    /// <summary>When it was last seen; when it was added, before the first process has enrolled.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When it was revoked: none of its processes is answered any more. Null while it is in use.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>True when it runs apart from the portal.</summary>
    public bool IsRemote => Id != ConnectorId.Embedded;
}
