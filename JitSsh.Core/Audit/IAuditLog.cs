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
}
