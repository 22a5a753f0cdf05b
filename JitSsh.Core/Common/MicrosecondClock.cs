namespace JitSsh.Core.Common;

/// <summary>A clock whose moments are whole microseconds. PostgreSQL keeps no finer ones, and a moment that is read back has to equal the one that was written.</summary>
/// <param name="clock">The clock that is read.</param>
public sealed class MicrosecondClock(TimeProvider clock) : TimeProvider
{
    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>The moment without what is below a microsecond.</summary>
    public static DateTimeOffset Whole(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Whole(clock.GetUtcNow());

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
