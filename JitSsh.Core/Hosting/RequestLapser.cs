using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>Lets requests lapse in time: sleeps until the next one is due or a request changes.</summary>
internal sealed partial class RequestLapser(LapseRequests lapse, ChangeFeed feed, TimeProvider clock, IHouse house, ILogger<RequestLapser> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => house.KeepAsync(KeepAsync, stoppingToken);

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var alarm = new Alarm(feed, clock, change => change.Of == ChangeOf.Request);
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                var next = await lapse.RunAsync(stoppingToken);
                sleep = next is { } at && at - clock.GetUtcNow() < LongestSleep ? at - clock.GetUtcNow() : LongestSleep;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
            }

            await alarm.SleepAsync(sleep > TimeSpan.FromSeconds(1) ? sleep : TimeSpan.FromSeconds(1), stoppingToken);
        }
    }

    [LoggerMessage(201, LogLevel.Error, "Requests could not be let lapse; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
