using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Core.Hosting;

/// <summary>The built-in connector's work through the control plane.</summary>
internal sealed class CloudRunWorker(CloudRunLoop loop) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(ConnectorId.Embedded, stoppingToken);
}
