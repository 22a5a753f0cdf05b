using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors;

/// <summary>Shows the connectors to an admin.</summary>
public sealed class ListConnectors(IConnectorStore connectors)
{
    /// <summary>All of them by name, also revoked ones; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<ConnectorRow>>> RunAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await connectors.ListAsync(cancel)) : Refusal.NotFound;
}
