using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Core.Hosting;

/// <summary>The built-in connector's work through the control plane.</summary>
internal sealed class CloudRunWorker(CloudRunLoop loop, IHouse house) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        house.KeepAsync(cancel => loop.RunAsync(ConnectorId.Embedded, cancel), stoppingToken);
}
