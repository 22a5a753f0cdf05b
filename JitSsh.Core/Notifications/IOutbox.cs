namespace JitSsh.Core.Notifications;

/// <summary>What the outbox guarantees: a row is with one sender at a time, and whoever lost the lease can note nothing.</summary>
public interface IOutbox
{
    /// <summary>Takes what is due, the oldest first. If the process dies it is due again at that moment.</summary>
    Task<IReadOnlyList<DueDelivery>> LeaseDueAsync(DateTimeOffset now, DateTimeOffset until, int atMost, CancellationToken cancel);

    /// <summary>When the next one is due; null when none waits.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel);

    /// <summary>Notes what became of an attempt; false when the lease was lost.</summary>
    /// <param name="due">What was tried.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="next">When it is tried again if it failed; null gives it up.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancel">Stops it.</param>
    Task<bool> NoteAsync(DueDelivery due, SendResult result, DateTimeOffset? next, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Makes everything due that a process took which is gone. Only before anything is sent.</summary>
    Task ReleaseAllAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>Writes the notices of access that ends within this time and was not told of, and says when the next one will be due; null when none will.</summary>
    Task<DateTimeOffset?> TellEndsSoonAsync(TimeSpan before, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Removes notices older than this of which nothing waits to be sent.</summary>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancel);
}
