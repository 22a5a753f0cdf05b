using System.Diagnostics;
using System.Threading.Channels;

namespace JitSsh.Core.Common;

/// <summary>
/// Wakes a worker that sleeps until something of its own is due: at a change that concerns it too, but not at each of a bunch. A hundred servers that answer within seconds are a handful of
/// looks, and the first of them is at once.
/// </summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan Bunch = TimeSpan.FromMilliseconds(250);

    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider clock;
    private readonly IDisposable listening;
    private long? woken;

    /// <param name="feed">What tells of changes; listened to from here on, so that none is missed between a look and the sleep after it.</param>
    /// <param name="clock">The clock that the sleep is measured by.</param>
    /// <param name="concerns">Which changes wake it.</param>
    public Alarm(ChangeFeed feed, TimeProvider clock, Func<Change, bool> concerns)
    {
        this.clock = clock;
        listening = feed.Subscribe(change =>
        {
            if (concerns(change))
            {
                signal.Writer.TryWrite(true);
            }
        });
    }

    /// <summary>Returns after the sleep, at a change, or when it is cancelled; without an exception in each case.</summary>
    /// <param name="sleep">How long at most; null sleeps until a change.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task SleepAsync(TimeSpan? sleep, CancellationToken cancel)
    {
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var told = signal.Reader.WaitToReadAsync(awake.Token).AsTask();
        var first = await Task.WhenAny(told, Task.Delay(sleep ?? Timeout.InfiniteTimeSpan, clock, awake.Token));
        if (first == told && woken is { } last && Bunch - Stopwatch.GetElapsedTime(last) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        signal.Reader.TryRead(out _);
        await awake.CancelAsync();
        woken = Stopwatch.GetTimestamp();
    }

    public void Dispose() => listening.Dispose();
}
