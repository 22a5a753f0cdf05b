using System.ComponentModel.DataAnnotations;

namespace JitSsh.Core.Shifts;

/// <summary>How on-call feeds are read, section <c>JitSsh:Shifts</c>.</summary>
public sealed class ShiftOptions
{
    /// <summary>How often a feed is read.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan ReadEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a feed may take to answer, in all.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// True to read feeds from this machine itself too. Without it an address that is, or leads to, a loopback, link-local or metadata address is refused: an admin of the portal could
    /// otherwise make it ask what only it can reach.
    /// </summary>
    public bool AllowThisMachine { get; set; }
}
