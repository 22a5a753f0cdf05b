using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>Why somebody is on call.</summary>
public enum OnCallBy
{
    /// <summary>It is their turn.</summary>
    Rotation,

    /// <summary>They stand in.</summary>
    Override,

    /// <summary>The feed says so.</summary>
    Feed,
}

/// <summary>A time in which somebody is on call without a break.</summary>
/// <param name="From">From this moment.</param>
/// <param name="To">Until before this one.</param>
/// <param name="Person">Who.</param>
/// <param name="By">Why.</param>
public sealed record Stretch(DateTimeOffset From, DateTimeOffset To, PersonId Person, OnCallBy By);

/// <summary>A shift with all that decides who is on call in it at the moments that are asked about.</summary>
/// <param name="Shift">The shift.</param>
/// <param name="Overrides">Its overrides.</param>
/// <param name="Events">The entries of its feed.</param>
public sealed record ShiftPlan(Shift Shift, IReadOnlyList<ShiftOverride> Overrides, IReadOnlyList<ShiftEvent> Events);
