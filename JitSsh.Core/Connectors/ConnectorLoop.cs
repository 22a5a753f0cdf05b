using System.Threading.Channels;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>
/// The one loop of a connector: asks what is due, works on it, and sleeps until the next thing is due or a signal says look
/// again. There is no timer per grant and no polling: idle, it sleeps for <see cref="LongestSleep"/>.
/// </summary>
public sealed partial class ConnectorLoop(
    IReconcileStore work, IIntegrationStore integrations, ReconcileServer reconcile, SyncIntegration sync, ChangeFeed feed, TimeProvider clock, ILogger<ConnectorLoop> log)
{
    private const int AtMost = 32;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(ConnectorId connector, string holder, CancellationToken cancel)
    {
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = feed.Subscribe(change =>
        {
            if (change.Of == ChangeOf.Work)
            {
                signal.Writer.TryWrite(true);
            }
        });
        var running = new List<Task>();
        while (!cancel.IsCancellationRequested)
        {
            running.RemoveAll(t => t.IsCompleted);
            var sleep = await NextAsync(connector, holder, running, cancel);
            if (sleep > TimeSpan.Zero)
            {
                await SleepAsync(signal.Reader, running, sleep, cancel);
            }
        }

        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Starts what is due and says how long to sleep.</summary>
    private async Task<TimeSpan> NextAsync(ConnectorId connector, string holder, List<Task> running, CancellationToken cancel)
    {
        try
        {
            var now = clock.GetUtcNow();
            var free = AtMost - running.Count;
            if (free <= 0)
            {
                return LongestSleep;
            }

            var leases = await work.LeaseDueAsync(connector, holder, now, now + Lease, free, cancel);
            running.AddRange(leases.Select(l => Guarded(() => reconcile.RunAsync(l, cancel))));
            if (await integrations.LeaseDueAsync(connector, holder, now, now + Lease, cancel) is { } integration)
            {
                running.Add(Guarded(() => sync.RunAsync(integration, holder, cancel)));
            }

            var due = new[] { await work.NextDueAsync(connector, cancel), await integrations.NextDueAsync(connector, cancel) }.Min();
            return due is null ? LongestSleep : Shorter(due.Value - clock.GetUtcNow(), LongestSleep);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LoopFailed(log, e);
            return AfterError;
        }
    }

    private async Task SleepAsync(ChannelReader<bool> signal, List<Task> running, TimeSpan sleep, CancellationToken cancel)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        List<Task> reasons = [signal.WaitToReadAsync(awake.Token).AsTask(), Task.Delay(sleep + TimeSpan.FromMilliseconds(1), clock, awake.Token)];
        if (running.Count >= AtMost)
        {
            reasons.Add(Task.WhenAny(running));
        }

        await Task.WhenAny(reasons);
        signal.TryRead(out _);
        await awake.CancelAsync();
    }

    private async Task Guarded(Func<Task> item)
    {
        try
        {
            await Task.Run(item);
        }
        catch (OperationCanceledException)
        {
            // The portal stops; the lease is given back at the next start.
        }
        catch (Exception e)
        {
            ItemFailed(log, e);
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(121, LogLevel.Error, "The connector's loop could not ask what is due; it tries again")]
    private static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(122, LogLevel.Error, "A piece of work failed; it is due again when its lease ends")]
    private static partial void ItemFailed(ILogger logger, Exception exception);
}
