using JitSsh.Core.Common;
using JitSsh.Core.Rotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>Works on rotations of the embedded connector's integrations: sleeps until something is told to be due.</summary>
internal sealed partial class KeyRotator(WorkOnRotations work, ChangeFeed feed, TimeProvider clock, IHouse house, ILogger<KeyRotator> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => house.KeepAsync(KeepAsync, stoppingToken);

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var alarm = new Alarm(feed, clock, change => change.Of == ChangeOf.Work);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work.RunAsync(ConnectorId.Embedded, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
            }

            await alarm.SleepAsync(LongestSleep, stoppingToken);
        }
    }

    [LoggerMessage(132, LogLevel.Error, "Rotations could not be worked on; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
