using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>Sends saved reports in time: sleeps until the next one is due or one is changed.</summary>
internal sealed partial class ReportSender(SendReports send, ChangeFeed feed, TimeProvider clock, IHouse house, ILogger<ReportSender> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => house.KeepAsync(KeepAsync, stoppingToken);

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var alarm = new Alarm(feed, clock, change => change.Of == ChangeOf.Report);
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                sleep = await send.RunAsync(stoppingToken) - clock.GetUtcNow() is { } until && until < LongestSleep ? until : LongestSleep;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
                sleep = AfterError;
            }

            await alarm.SleepAsync(sleep > ShortestSleep ? sleep : ShortestSleep, stoppingToken);
        }
    }

    [LoggerMessage(204, LogLevel.Error, "Saved reports could not be sent; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
