using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>
/// Keeps what automatic flows give: looks when flows, people, shifts or servers change, and at the next hand-over or the next end of hours. While there is no automatic flow it sleeps until
/// something changes.
/// </summary>
internal sealed partial class AutomaticGiver(GiveAutomatically give, ChangeFeed feed, TimeProvider clock, IHouse house, ILogger<AutomaticGiver> log) : BackgroundService
{
    /// <summary>Not longer, in case the system's clock is set meanwhile.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => house.KeepAsync(KeepAsync, stoppingToken);

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var alarm = new Alarm(feed, clock, IsConcerned);
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan? sleep = AfterError;
            try
            {
                var next = await give.RunAsync(stoppingToken);
                sleep = next is { } at ? Between(at - clock.GetUtcNow()) : null;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
            }

            await alarm.SleepAsync(sleep, stoppingToken);
        }
    }

    /// <summary>A contact with one server changes nothing of what it is called and tagged with; a discovery ends with a change of its integration.</summary>
    private static bool IsConcerned(Change change) =>
        change.Of is ChangeOf.AccessFlow or ChangeOf.People or ChangeOf.Shift or ChangeOf.Integration || (change.Of == ChangeOf.Server && change.Id == Guid.Empty);

    private static TimeSpan Between(TimeSpan wanted) => wanted > LongestSleep ? LongestSleep : wanted > TimeSpan.FromSeconds(1) ? wanted : TimeSpan.FromSeconds(1);

    [LoggerMessage(204, LogLevel.Error, "What automatic access flows give could not be worked out; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
