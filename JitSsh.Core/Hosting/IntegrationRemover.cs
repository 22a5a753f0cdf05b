using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>Removes integrations whose deleting was begun as soon as the last end is confirmed: looks when a grant changes, and at the start.</summary>
internal sealed partial class IntegrationRemover(DeleteIntegration delete, ChangeFeed feed, IHouse house, ILogger<IntegrationRemover> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => house.KeepAsync(KeepAsync, stoppingToken);

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        using var alarm = new Alarm(feed, TimeProvider.System, change => change.Of == ChangeOf.Request);
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = LongestSleep;
            try
            {
                await delete.FinishAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(log, e);
                sleep = AfterError;
            }

            await alarm.SleepAsync(sleep, stoppingToken);
        }
    }

    [LoggerMessage(202, LogLevel.Error, "Integrations could not be removed; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
