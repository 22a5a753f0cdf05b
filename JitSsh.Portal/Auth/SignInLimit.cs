using System.Net;
using System.Threading.RateLimiting;

namespace JitSsh.Portal.Auth;

/// <summary>How often somebody may try to sign in: a few times for one e-mail address from one place, more often for one place in all.</summary>
internal sealed class SignInLimit : IDisposable
{
    private readonly PartitionedRateLimiter<(IPAddress? From, string Email)> limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<(IPAddress? From, string Email), (IPAddress?, string)>(attempt => RateLimitPartition.GetSlidingWindowLimiter(attempt, _ => Window(10))),
        PartitionedRateLimiter.Create<(IPAddress? From, string Email), IPAddress>(attempt => RateLimitPartition.GetSlidingWindowLimiter(attempt.From ?? IPAddress.None, _ => Window(100))));

    /// <summary>True when this attempt may go on. The e-mail address is what was typed, whether or not anybody has it.</summary>
    public bool Allows(IPAddress? from, string email)
    {
        using var lease = limiter.AttemptAcquire((from, email.Trim().ToLowerInvariant()));
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();

    private static SlidingWindowRateLimiterOptions Window(int attempts) =>
        new() { PermitLimit = attempts, Window = TimeSpan.FromMinutes(5), SegmentsPerWindow = 5, QueueLimit = 0 };
}
