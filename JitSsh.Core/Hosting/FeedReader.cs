using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>Reads on-call feeds in time: sleeps until the next one is due or a shift changes.</summary>
internal sealed partial class FeedReader(ReadFeeds read, ChangeFeed feed, TimeProvider clock, IHouse house, ILogger<FeedReader> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => house.KeepAsync(KeepAsync, stoppingToken);

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var alarm = new Alarm(feed, clock, change => change.Of == ChangeOf.Shift);
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                var next = await read.RunAsync(stoppingToken);
                sleep = next is { } at && at - clock.GetUtcNow() < LongestSleep ? at - clock.GetUtcNow() : LongestSleep;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
                sleep = AfterError;
            }

            await alarm.SleepAsync(sleep > TimeSpan.FromSeconds(1) ? sleep : TimeSpan.FromSeconds(1), stoppingToken);
        }
    }

    [LoggerMessage(203, LogLevel.Error, "On-call feeds could not be read; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
