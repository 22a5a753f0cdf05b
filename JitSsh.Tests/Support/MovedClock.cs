using JitSsh.Core.Common;

namespace JitSsh.Tests.Support;

/// <summary>A clock that runs like the real one from a moment on, and that the test can put forward; then the timers that come due by that go off.</summary>
internal sealed class MovedClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<MovedTimer> timers = [];
    private TimeSpan ahead = start - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return MicrosecondClock.Whole(System.GetUtcNow() + ahead);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MovedTimer(this, callback, state);
        lock (gate)
        {
            timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Move(TimeSpan by)
    {
        List<MovedTimer> all;
        lock (gate)
        {
            ahead += by;
            all = [.. timers];
        }

        all.ForEach(t => t.Rearm());
    }

    private sealed class MovedTimer : ITimer
    {
        private readonly MovedClock clock;
        private readonly ITimer timer;
        private DateTimeOffset? due;
        private TimeSpan period = Timeout.InfiniteTimeSpan;

        public MovedTimer(MovedClock clock, TimerCallback callback, object? state)
        {
            this.clock = clock;
            timer = System.CreateTimer(
                s =>
                {
                    due = period == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + period;
                    callback(s);
                },
                state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (due, this.period) = (dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetUtcNow() + dueTime, period);
            return timer.Change(dueTime, period);
        }

        public void Rearm()
        {
            if (due is { } at)
            {
                var left = at - clock.GetUtcNow();
                timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, period);
            }
        }

        public void Dispose()
        {
            timer.Dispose();
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
