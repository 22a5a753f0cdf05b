using System.Diagnostics.Metrics;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.Extensions.Hosting;

namespace JitSsh.Core.Hosting;

/// <summary>The portal's measures and spans, while it runs; and among them how many servers wait, which only the database knows.</summary>
internal sealed class PortalTelemetry(IReconcileStore work, TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private Telemetry? telemetry;
    private Meter? queue;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        telemetry = Telemetry.Begin("jitssh-portal");
        if (telemetry is not null)
        {
            queue = new(Measures.Name);
            queue.CreateObservableGauge("jitssh.queue.due", Due, "{server}", "Servers on which something is due and that no connector has taken up.");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        // What was measured last is sent here.
        telemetry?.Dispose();
        queue?.Dispose();
    }

    /// <summary>Called by the exporter's own thread, once a minute, which waits for it.</summary>
    private int Due()
    {
        using var limit = new CancellationTokenSource(Limit);
        return Task.Run(() => work.CountDueAsync(clock.GetUtcNow(), limit.Token), limit.Token).GetAwaiter().GetResult();
    }
}
