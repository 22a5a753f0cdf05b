using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>Shows the audit log to an admin.</summary>
public sealed class ReadAuditLog(IAuditLog log)
{
    /// <summary>The newest events first; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<AuditEvent>>> RunAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.IsAdmin ? await log.ReadAsync(search, page, cancel) : Refusal.NotFound;
}
