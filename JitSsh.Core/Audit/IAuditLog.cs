using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>Reading the audit log. It is written only by the stores, in the transaction of each change, from the typed events of <see cref="Audited"/>.</summary>
public interface IAuditLog
{
    /// <summary>The newest events first.</summary>
    /// <param name="search">Text that the action, actor or sentence contains; null for all.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancel">Stops the reading.</param>
    Task<PageOf<AuditEvent>> ReadAsync(string? search, Page page, CancellationToken cancel);

    /// <summary>The events after one, the oldest first.</summary>
    /// <param name="sequence">That event's number; 0 for the beginning.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">Stops the reading.</param>
    Task<IReadOnlyList<AuditEvent>> AfterAsync(long sequence, int take, CancellationToken cancel);

    /// <summary>What was done to some things, the oldest first; at most 1,000 events.</summary>
    Task<IReadOnlyList<AuditEvent>> OfSubjectsAsync(IReadOnlyCollection<Guid> subjects, CancellationToken cancel);

    /// <summary>The last event that was written.</summary>
    Task<AuditHead> HeadAsync(CancellationToken cancel);
}
