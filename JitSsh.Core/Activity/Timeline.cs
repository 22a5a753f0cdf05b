namespace JitSsh.Core.Activity;

/// <summary>From whom something on a time line is known.</summary>
public enum TimelineSource
{
    /// <summary>JitSsh wrote it down when it did it.</summary>
    JitSsh,

    /// <summary>The server said so, by its own clock.</summary>
    Server,
}

/// <summary>Something that happened to a request.</summary>
/// <param name="At">When.</param>
/// <param name="Source">From whom it is known.</param>
/// <param name="By">Who did it.</param>
/// <param name="Server">On which server; null when it is about the whole request.</param>
/// <param name="What">What it was, in a few words.</param>
/// <param name="Details">More of it; empty when there is none.</param>
/// <param name="NeedsAttention">True when somebody should look at it.</param>
public sealed record TimelineEntry(DateTimeOffset At, TimelineSource Source, string By, string? Server, string What, string Details, bool NeedsAttention = false);
