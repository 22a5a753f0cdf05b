using JitSsh.Core.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications;

/// <summary>Sends what is due from the outbox. JitSsh's own work.</summary>
public sealed partial class DeliverNotices(IOutbox outbox, IEnumerable<ISendNotices> ways, IOptions<NotificationOptions> options, TimeProvider clock, ILogger<DeliverNotices> log)
{
    /// <summary>Longer than any way's own limit.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ForgetEvery = TimeSpan.FromDays(1);

    private const int AtOnce = 8;

    private readonly IReadOnlyList<ISendNotices> ways = [.. ways];
    private DateTimeOffset forgotten;

    /// <summary>Once, before anything is sent: what an earlier process took and did not note is due again.</summary>
    public Task BeginAsync(CancellationToken cancel = default) => outbox.ReleaseAllAsync(clock.GetUtcNow(), cancel);

    /// <summary>Tells of access that ends soon, sends everything that is due, and says when to come back; null when nothing waits.</summary>
    /// <param name="cancel">Ends it after what is being sent at that moment: an attempt that was begun is noted, so that it is not made twice.</param>
    public async Task<DateTimeOffset?> RunAsync(CancellationToken cancel = default)
    {
        var ends = await outbox.TellEndsSoonAsync(options.Value.EndsSoon, clock.GetUtcNow(), cancel);
        while (!cancel.IsCancellationRequested && await outbox.NextDueAsync(cancel) <= clock.GetUtcNow())
        {
            var now = clock.GetUtcNow();
            await Task.WhenAll((await outbox.LeaseDueAsync(now, now + Lease, AtOnce, cancel)).Select(SendAsync));
        }

        if (clock.GetUtcNow() - forgotten > ForgetEvery)
        {
            forgotten = clock.GetUtcNow();
            await outbox.ForgetAsync(forgotten - options.Value.Keep, cancel);
        }

        return new[] { ends, await outbox.NextDueAsync(cancel) }.Min();
    }

    private async Task SendAsync(DueDelivery due)
    {
        var way = ways.FirstOrDefault(w => w.Takes(due.Delivery)) ?? throw new InvalidOperationException($"Nothing sends the delivery {due.Delivery.Id}.");
        var result = await TryAsync(way, due);
        var now = clock.GetUtcNow();
        var next = result.IsSent || result.IsFinal ? null : DeliveryPlan.Next(due.Delivery.Attempts, due.Delivery.Since, now);
        if (!await outbox.NoteAsync(due, result, next, now, CancellationToken.None))
        {
            Lost(log, due.Delivery.Id);
        }
        else if (!result.IsSent)
        {
            Failed(log, due.Delivery.Id, due.Delivery.Attempts, result.Answer, next);
        }
    }

    /// <summary>A surprise counts as a failed attempt: thrown on, it would hold up what is due after it, for ever.</summary>
    private async Task<SendResult> TryAsync(ISendNotices way, DueDelivery due)
    {
        try
        {
            return await way.SendAsync(due, CancellationToken.None);
        }
        catch (Exception e)
        {
            Surprised(log, e, due.Delivery.Id);
            return new(false, $"JitSsh failed to send it ({e.GetType().Name}); the portal's log has more.");
        }
    }

    [LoggerMessage(304, LogLevel.Error, "The notice {Delivery} could not be sent")]
    private static partial void Surprised(ILogger logger, Exception exception, DeliveryId delivery);

    [LoggerMessage(301, LogLevel.Warning, "The notice {Delivery} was not taken (attempt {Attempt}): {Answer} Next attempt: {Next}")]
    private static partial void Failed(ILogger logger, DeliveryId delivery, int attempt, string answer, DateTimeOffset? next);

    [LoggerMessage(302, LogLevel.Warning, "The notice {Delivery} was sent for longer than its lease; it may be sent again")]
    private static partial void Lost(ILogger logger, DeliveryId delivery);
}
