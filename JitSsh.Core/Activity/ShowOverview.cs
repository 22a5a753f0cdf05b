using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>Shows an admin what is active, waits and fails, and the figures of the last days.</summary>
public sealed class ShowOverview(IActivityStore store, TimeProvider clock)
{
    /// <summary>The longest period, in days.</summary>
    public const int MostDays = 90;

    /// <summary>The figures, with every day of the period; NotFound for anyone but an admin.</summary>
    /// <param name="actor">An admin.</param>
    /// <param name="days">How many days (UTC), today among them; 1 to <see cref="MostDays"/>, what is beyond is cut.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<OverviewFigures>> RunAsync(Actor actor, int days, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = today.AddDays(1 - Math.Clamp(days, 1, MostDays));
        var figures = await store.FiguresAsync(new(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), cancel);
        var known = figures.Days.ToDictionary(d => d.Day);
        var none = new HowLong(0, null, null);
        return figures with
        {
            Days = [.. Enumerable.Range(0, today.DayNumber - first.DayNumber + 1).Select(first.AddDays).Select(d => known.GetValueOrDefault(d) ?? new(d, 0, none, none))],
        };
    }
}
