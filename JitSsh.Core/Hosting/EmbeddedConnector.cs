using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Connectors.Remote;
using JitSsh.Core.Grants;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Core.Hosting;

/// <summary>The connector inside the portal. There is one process of it, so leases it finds at its start are of a process that is gone.</summary>
internal sealed class EmbeddedConnector(IConnectorStore connectors, IReconcileStore work, StoredWork stored, ConnectorLoop loop, TimeProvider clock) : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await connectors.SeenAsync(
            new()
            {
                Id = ConnectorId.Embedded,
                Name = "Built-in connector",
                Version = ConnectorDesk.LatestVersion,
                LastSeenAt = clock.GetUtcNow(),
            }, cancellationToken);
        await work.ReleaseAllAsync(ConnectorId.Embedded, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(stored.For(ConnectorId.Embedded, $"embedded-{Guid.NewGuid():N}"), stoppingToken);
}
