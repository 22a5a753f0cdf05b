namespace JitSsh.Core.Notifications;

/// <summary>When a sending that failed is tried again.</summary>
public static class DeliveryPlan
{
    /// <summary>How long it is tried. A mail server may be down over a weekend.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(3);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The next attempt, doubling from ten seconds to an hour; the last one is at the end of the window; null after that.</summary>
    /// <param name="attempts">How often it was tried, at least once.</param>
    /// <param name="since">Since when.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? Next(int attempts, DateTimeOffset since, DateTimeOffset now)
    {
        var end = since + Window;
        if (now >= end)
        {
            return null;
        }

        var doubled = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        var next = now + (doubled < Longest ? doubled : Longest);
        return next < end ? next : end;
    }
}
