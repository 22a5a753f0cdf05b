using System.Threading.Channels;
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
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = feed.Subscribe(change =>
        {
            if (change.Of == ChangeOf.Report)
            {
                signal.Writer.TryWrite(true);
            }
        });
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

            using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(signal.Reader.WaitToReadAsync(awake.Token).AsTask(), Task.Delay(sleep > ShortestSleep ? sleep : ShortestSleep, clock, awake.Token));
            signal.Reader.TryRead(out _);
            await awake.CancelAsync();
        }
    }

    [LoggerMessage(204, LogLevel.Error, "Saved reports could not be sent; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
