using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>A connector: what touches servers and reads secrets. The one inside the portal is always there.</summary>
public sealed class Connector
{
    /// <summary>The id.</summary>
    public required ConnectorId Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The version it last told.</summary>
    public required string Version { get; set; }

    /// <summary>When it was last seen.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }
}
