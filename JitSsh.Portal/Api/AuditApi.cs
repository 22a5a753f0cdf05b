using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>The audit log.</summary>
internal static class AuditApi
{
    public static void MapAudit(this RouteGroupBuilder api) =>
        api.MapGet("/audit", ListAsync).WithTags("Audit").WithSummary("Lists the audit log, newest first; admins only.").Refuses(404);

    private static async Task<Answer<ListView<AuditView>>> ListAsync(Caller caller, string? search, [AsParameters] PageQuery page, ReadAuditLog log, CancellationToken cancel) =>
        (await log.RunAsync(caller.Actor, search, page.Page, cancel)).ShowPage(AuditView.Of);
}

/// <summary>One line of the audit log.</summary>
/// <param name="Sequence">Grows with each line.</param>
/// <param name="At">When.</param>
/// <param name="ActorId">Who; null for JitSsh itself.</param>
/// <param name="ActorName">Their name at that time.</param>
/// <param name="Action">What was done, for example <c>request.approved</c>.</param>
/// <param name="Subject">The kind of thing it was done to.</param>
/// <param name="SubjectId">Which one.</param>
/// <param name="Text">A sentence for a person.</param>
internal sealed record AuditView(long Sequence, DateTimeOffset At, PersonId? ActorId, string ActorName, string Action, string Subject, Guid SubjectId, string Text)
{
    public static AuditView Of(AuditEvent e) => new(e.Sequence, e.At, e.ActorId, e.ActorName, e.Action, e.Subject, e.SubjectId, e.Text);
}
