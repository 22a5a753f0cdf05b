using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>
/// What a server's wrong clock means. Certificates begin earlier for a clock that is behind; ends are never moved, so access ends by the server's own clock.
/// </summary>
public static class ServerClock
{
    /// <summary>Up to this much is nobody's concern.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(30);

    /// <summary>What an admin does.</summary>
    public const string Advice = "Let chronyd or systemd-timesyncd set the server's clock (timedatectl says whether one does): access ends by that clock.";

    /// <summary>True when somebody should set it.</summary>
    /// <param name="offset">The server's clock less JitSsh's.</param>
    public static bool IsOff(TimeSpan offset) => offset.Duration() > Tolerated;

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    /// <param name="offset">The server's clock less JitSsh's.</param>
    public static string? Problem(TimeSpan offset) =>
        !IsOff(offset) ? null
        : offset > TimeSpan.Zero ? $"Its clock is {Durations.Words(offset)} ahead, so access there ends that much earlier than it should."
        : $"Its clock is {Durations.Words(-offset)} behind, so what it ends by itself ends that much later than it should.";
}
