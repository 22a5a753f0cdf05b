using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Hosting;

/// <summary>Sends notices: sleeps until one is written or due, or until access will end soon.</summary>
internal sealed partial class NoticeSender(DeliverNotices deliver, ChangeFeed feed, TimeProvider clock, ILogger<NoticeSender> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterError = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await deliver.BeginAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A request, because when access ends decides when its end is told of.
        using var alarm = new Alarm(feed, TimeProvider.System, change => change.Of is ChangeOf.Notice or ChangeOf.Webhook or ChangeOf.Request);
        while (!stoppingToken.IsCancellationRequested)
        {
            await alarm.SleepAsync(await WorkAsync(stoppingToken), stoppingToken);
        }
    }

    private async Task<TimeSpan> WorkAsync(CancellationToken stopping)
    {
        try
        {
            var until = await deliver.RunAsync(stopping) - clock.GetUtcNow() ?? LongestSleep;
            return until < ShortestSleep ? ShortestSleep : until < LongestSleep ? until : LongestSleep;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failed(log, e);
            return AfterError;
        }
    }

    [LoggerMessage(303, LogLevel.Error, "Notices could not be sent; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
