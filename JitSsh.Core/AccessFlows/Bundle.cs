using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>Servers under a name, for flows and assertions to name.</summary>
public sealed class Bundle
{
    /// <summary>The id.</summary>
    public required BundleId Id { get; init; }

    /// <summary>The name; unique.</summary>
    public required string Name { get; set; }

    /// <summary>Which servers. It names no other bundle.</summary>
    public required TargetRule Targets { get; set; }

    /// <summary>Grows with each change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}
