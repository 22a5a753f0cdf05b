using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>What came of a look at a server.</summary>
/// <param name="Failure">Why there is no answer; null when there is one.</param>
/// <param name="IsConnected">True when the connection worked, whatever came after it.</param>
/// <param name="Text">The server's answer, or the sentence that says why there is none.</param>
/// <param name="AskedAgo">How long ago the server was asked.</param>
public sealed record CheckVisit(ShellFailure? Failure, bool IsConnected, string Text, TimeSpan AskedAgo);

/// <summary>What is done on servers because somebody looks at a screen: by the connector that works on them, wherever that runs. What is asked is typed; the script is the connector's own.</summary>
public interface IServerVisits
{
    /// <summary>Logs in and looks, changing nothing.</summary>
    /// <param name="connector">Who does it.</param>
    /// <param name="target">The server.</param>
    /// <param name="probes">Accounts and groups to ask about; a null group asks for the account alone.</param>
    /// <param name="cancel">Stops it.</param>
    Task<CheckVisit> CheckAsync(ConnectorId connector, ShellTarget target, IReadOnlyList<(string Account, string? Group)> probes, CancellationToken cancel);

    /// <summary>The host keys that the server shows, without logging in to it and without trusting them.</summary>
    /// <param name="connector">Who does it.</param>
    /// <param name="address">Where it listens.</param>
    /// <param name="jump">The server through which it is reached; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanAsync(ConnectorId connector, HostAddress address, ShellTarget? jump, CancellationToken cancel);
}
