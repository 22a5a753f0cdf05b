using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>What a reading of a feed brought.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Next">When it is read again.</param>
/// <param name="Events">The entries; null when it failed, and those known before stay.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
public sealed record FeedReading(DateTimeOffset At, DateTimeOffset Next, IReadOnlyList<ShiftEvent>? Events, string? Problem);

/// <summary>What the store of shifts guarantees. Each write takes its audit event and commits both or neither.</summary>
public interface IShiftStore
{
    /// <summary>All shifts, by name.</summary>
    Task<IReadOnlyList<Shift>> ListAsync(CancellationToken cancel);

    /// <summary>One shift, or null.</summary>
    Task<Shift?> FindAsync(ShiftId id, CancellationToken cancel);

    /// <summary>A shift with the overrides and events that touch this time, or null.</summary>
    Task<ShiftPlan?> PlanAsync(ShiftId id, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>All shifts, by name, with the overrides and events that touch this time.</summary>
    Task<IReadOnlyList<ShiftPlan>> PlansAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);

    /// <summary>Adds or changes a shift; false when the name is taken. Another address takes away the events of the one before.</summary>
    Task<bool> SaveAsync(Shift shift, bool isNew, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a shift with its overrides and events; false when it was gone.</summary>
    Task<bool> RemoveAsync(ShiftId id, AuditEvent audit, CancellationToken cancel);

    /// <summary>Adds an override; false when the shift is gone.</summary>
    Task<bool> AddOverrideAsync(ShiftOverride stand, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes an override of this shift; false when there is none.</summary>
    Task<bool> RemoveOverrideAsync(ShiftId shift, ShiftOverrideId id, AuditEvent audit, CancellationToken cancel);

    /// <summary>The shifts whose feed is due, the one that waits longest first.</summary>
    Task<IReadOnlyList<Shift>> DueAsync(DateTimeOffset now, CancellationToken cancel);

    /// <summary>When the next feed is due; null when there is none.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel);

    /// <summary>Makes a feed due; false when the shift is gone or has none.</summary>
    Task<bool> MakeDueAsync(ShiftId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Notes a reading; false when the shift has another feed by now. The audit event is written when it is not null.</summary>
    Task<bool> NoteAsync(ShiftId id, Uri address, FeedReading reading, AuditEvent? audit, CancellationToken cancel);

    /// <summary>Everybody, for feeds to name.</summary>
    Task<IReadOnlyList<Nameable>> NameablesAsync(CancellationToken cancel);
}
