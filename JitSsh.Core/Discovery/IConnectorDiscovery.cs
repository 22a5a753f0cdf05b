using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Discovery;

/// <summary>Looks at sources by a connector apart from the portal.</summary>
public interface IConnectorDiscovery
{
    /// <summary>What a discovery would find, or the sentence that says why that could not be looked at.</summary>
    Task<(DiscoveryResult? Result, string? Problem)> PreviewAsync(ConnectorId connector, SourceSettings source, SecretRef? secret, CancellationToken cancel);
}
