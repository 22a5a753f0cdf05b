using JitSsh.Core.Connectors;
using JitSsh.Core.Connectors.Remote;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Connectors;

/// <summary>A connector's state in words.</summary>
internal static class ConnectorLooks
{
    /// <summary>Its badge.</summary>
    public static BadgeLook Of(ConnectorRow row, DateTimeOffset now) =>
        row.Connector.RevokedAt is not null ? new("Revoked", Tone.Off)
        : row.IsThere(now) ? new("Connected", Tone.Good)
        : row.Instances.Count == 0 ? new("Not started yet", Tone.Waiting)
        : new("Not there", Tone.Bad);

    /// <summary>Its version, and whether there is a later one.</summary>
    public static string Version(Connector connector) =>
        connector.Version.Length == 0 ? "not known yet" : connector.Version == ConnectorDesk.LatestVersion ? $"{connector.Version}, the latest" : $"{connector.Version}; {ConnectorDesk.LatestVersion} is the latest";
}
