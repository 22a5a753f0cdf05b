using System.Threading.Channels;
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
        var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var listening = feed.Subscribe(change =>
        {
            if (change.Of == ChangeOf.Shift)
            {
                signal.Writer.TryWrite(true);
            }
        });
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

            using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(
                signal.Reader.WaitToReadAsync(awake.Token).AsTask(), Task.Delay(sleep > TimeSpan.FromSeconds(1) ? sleep : TimeSpan.FromSeconds(1), clock, awake.Token));
            signal.Reader.TryRead(out _);
            await awake.CancelAsync();
        }
    }

    [LoggerMessage(203, LogLevel.Error, "On-call feeds could not be read; it is tried again")]
    private static partial void Failed(ILogger logger, Exception exception);
}
