using System.Collections.Concurrent;
using System.Threading.Channels;
using JitSsh.Core.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.CloudRuns;

/// <summary>
/// The connector's other loop: what is to be done through the control plane, some servers at once and one thing at a time on each. It asks the database, sleeps until
/// something is due or a signal says look again, and never polls.
/// </summary>
public sealed partial class CloudRunLoop(ICloudRunStore runs, CarryOut carryOut, ChangeFeed feed, IOptions<CloudRunOptions> options, TimeProvider clock, ILogger<CloudRunLoop> log)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Bunch = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<CloudRunId, CancellationTokenSource> running = new();

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(ConnectorId connector, CancellationToken cancel)
    {
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = feed.Subscribe(change =>
        {
            if (change.Of is ChangeOf.CloudRun or ChangeOf.Integration or ChangeOf.Work)
            {
                signal.Writer.TryWrite(true);
            }
        });
        List<Task> work = [];
        await runs.RecoverAsync(connector, cancel);
        while (!cancel.IsCancellationRequested)
        {
            work.RemoveAll(t => t.IsCompleted);
            var sleep = await NextAsync(connector, work, cancel);
            using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny([signal.Reader.WaitToReadAsync(awake.Token).AsTask(), Task.Delay(sleep, clock, awake.Token), .. work]);
            signal.Reader.TryRead(out _);
            await awake.CancelAsync();

            // A busy connector signals at every visit; a bunch of signals is one look.
            await Task.Delay(Bunch, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(work).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<TimeSpan> NextAsync(ConnectorId connector, List<Task> work, CancellationToken cancel)
    {
        try
        {
            var now = clock.GetUtcNow();
            foreach (var id in running.IsEmpty ? [] : await runs.CancelAskedAsync(cancel))
            {
                if (running.TryGetValue(id, out var stop))
                {
                    await stop.CancelAsync();
                }
            }

            var (ends, next) = await runs.DueEndsAsync(connector, now, cancel);
            await runs.AddAsync([.. ends, .. await runs.DueHostKeysAsync(connector, now, cancel)], Actor.System, cancel);
            if (options.Value.AtOnce > work.Count)
            {
                foreach (var run in await runs.BeginAsync(connector, options.Value.AtOnce - work.Count, now, cancel))
                {
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                    running[run.Id] = stop;
                    work.Add(Task.Run(() => OneAsync(run, stop, cancel), CancellationToken.None));
                }
            }

            return next is { } due && due - clock.GetUtcNow() < LongestSleep ? Positive(due - clock.GetUtcNow()) : LongestSleep;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LoopFailed(log, e);
            return AfterError;
        }
    }

    private async Task OneAsync(CloudRun run, CancellationTokenSource stop, CancellationToken cancel)
    {
        try
        {
            var result = await carryOut.RunAsync(run, stop.Token);
            await runs.EndAsync(run, result, clock.GetUtcNow(), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The portal stops; the run waits again at its next start.
        }
        catch (OperationCanceledException)
        {
            await runs.EndAsync(run, new(CloudRunState.Cancelled, $"Stopped waiting. What was begun on {run.ServerName} goes on there to its end.", []), clock.GetUtcNow(), CancellationToken.None);
        }
        catch (Exception e)
        {
            RunFailed(log, run.ServerId.Value, run.Kind, e);
            await runs.EndAsync(run, CloudRunResult.Failed("JitSsh itself failed at this; its log says where. Try again."), clock.GetUtcNow(), CancellationToken.None);
        }
        finally
        {
            running.TryRemove(run.Id, out _);
            stop.Dispose();
        }
    }

    private static TimeSpan Positive(TimeSpan span) => span < TimeSpan.FromMilliseconds(50) ? TimeSpan.FromMilliseconds(50) : span;

    [LoggerMessage(131, LogLevel.Error, "The loop for work through the control plane could not ask what is due; it tries again")]
    private static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(132, LogLevel.Error, "Server {Server}: {Kind} failed")]
    private static partial void RunFailed(ILogger logger, Guid server, CloudRunKind kind, Exception exception);
}
