using JitSsh.Core.Common;

namespace JitSsh.Core.AccessFlows;

/// <summary>What no access flow may say: people never get servers, always or at some hours. A save that would break it is refused.</summary>
public sealed class FlowAssertion
{
    /// <summary>The id.</summary>
    public required FlowAssertionId Id { get; init; }

    /// <summary>The name; unique. A refused save tells it.</summary>
    public required string Name { get; set; }

    /// <summary>Who never gets them.</summary>
    public required PeopleRule People { get; set; }

    /// <summary>What they never get.</summary>
    public required TargetRule Targets { get; set; }

    /// <summary>When they do not; null is never at all.</summary>
    public AccessHours? Hours { get; set; }

    /// <summary>Grows with each change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>The assertion with what its bundles say, so that it can be matched.</summary>
    internal FlowAssertion With(IEnumerable<Bundle> bundles) =>
        new() { Id = Id, Name = Name, People = People, Targets = Targets.With(bundles), Hours = Hours, Version = Version, ChangedAt = ChangedAt };
}
