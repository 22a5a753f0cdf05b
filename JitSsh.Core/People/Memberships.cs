using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>What a person belongs to at a moment.</summary>
/// <param name="Groups">The groups they are in.</param>
/// <param name="Shifts">The shifts in which they are on call.</param>
public sealed record Memberships(IReadOnlyCollection<GroupId> Groups, IReadOnlyCollection<ShiftId> Shifts)
{
    /// <summary>Of somebody who belongs to nothing.</summary>
    public static readonly Memberships None = new([], []);
}
