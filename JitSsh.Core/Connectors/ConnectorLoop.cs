using JitSsh.Core.Grants;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors;

/// <summary>
/// The one loop of a connector, inside the portal or apart from it: takes what is due, works on it, and waits for more. There is no timer per grant and no polling: what is due and when is the
/// portal's to say (<see cref="IConnectorWork.TakeAsync"/>).
/// </summary>
public sealed partial class ConnectorLoop(ReconcileServer reconcile, SyncIntegration sync, AnswerAsks asks, TimeProvider clock, ILogger<ConnectorLoop> log)
{
    private const int AtMost = 32;
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GivesBackWithin = TimeSpan.FromSeconds(3);

    /// <summary>Runs until it is cancelled, or until the portal refuses this connector for good.</summary>
    /// <exception cref="ConnectorRefusedException">The portal does not answer this connector any more; the message says why.</exception>
    public async Task RunAsync(IConnectorWork work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(work);
        var running = new List<(Task Task, string Doing)>();
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                running.RemoveAll(t => t.Task.IsCompleted);
                if (running.Count >= AtMost)
                {
                    Task one = Task.WhenAny(running.Select(t => t.Task)).WaitAsync(cancel);
                    await one.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }

                await TakeAsync(work, running, cancel);
            }
        }
        finally
        {
            await Task.WhenAll(running.Select(t => t.Task)).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts what is due.</summary>
    private async Task TakeAsync(IConnectorWork work, List<(Task Task, string Doing)> running, CancellationToken cancel)
    {
        try
        {
            var due = await work.TakeAsync(AtMost - running.Count, Doing(running), cancel);
            running.AddRange(due.Servers.Select(l => (Guarded(() => ReconcileAsync(work, l, cancel)), "server")));
            running.AddRange(due.Asks.Select(a => (Guarded(() => asks.RunAsync(work, a, cancel)), "question")));
            if (due.Sync is { } found)
            {
                running.Add((Guarded(() => sync.RunAsync(work, found, cancel)), "discovery"));
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // It is to end.
        }
        catch (Exception e) when (e is not ConnectorRefusedException)
        {
            LoopFailed(log, e);
            await Task.Delay(AfterError, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is cut short by the end of this process is given back, so that another takes it up at once. The server's script goes on to its end by itself; its lock and the generation keep the two apart.</summary>
    private async Task ReconcileAsync(IConnectorWork work, ServerLease lease, CancellationToken cancel)
    {
        try
        {
            await reconcile.RunAsync(work, lease, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            using var soon = new CancellationTokenSource(GivesBackWithin);
            await work.GiveBackAsync(lease, soon.Token);
        }
    }

    private static string Doing(List<(Task Task, string Doing)> running) =>
        string.Join(", ", running.GroupBy(r => r.Doing, StringComparer.Ordinal).Select(g => $"{g.Count()} {(g.Count() == 1 ? g.Key : g.Key == "discovery" ? "discoveries" : g.Key + "s")}"));

    private async Task Guarded(Func<Task> item)
    {
        try
        {
            await Task.Run(item);
        }
        catch (OperationCanceledException)
        {
            // It is to end. A lease that could not be given back ends by itself.
        }
        catch (Exception e)
        {
            ItemFailed(log, e);
        }
    }

    [LoggerMessage(121, LogLevel.Error, "The connector's loop could not ask what is due; it tries again")]
    private static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(122, LogLevel.Error, "A piece of work failed; it is due again when its lease ends")]
    private static partial void ItemFailed(ILogger logger, Exception exception);
}
