using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Portal.Api;

/// <summary>The audit log.</summary>
internal static class AuditApi
{
    private const string Lines = "application/x-ndjson";

    public static void MapAudit(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("/", ListAsync).WithSummary("Lists the audit log, newest first; admins only.").Refuses(404);
        audit.MapGet("/head", HeadAsync).WithSummary("Gives the number and the hash of the last event, to keep elsewhere; admins only.").Refuses(404);
        audit.MapGet("/check", CheckAsync).WithSummary("Checks the chain of the audit log from its first event to its last; admins only.").Refuses(404);
        audit.MapGet("/export", ExportAsync).WithSummary("Gives all of the audit log, oldest first, a JSON object a line and the head last: what docs/audit-log.md checks; admins only.")
            .Produces<string>(contentType: Lines).Refuses(404);
    }

    private static async Task<Answer<AuditHeadView>> HeadAsync(Caller caller, ReadAuditLog log, CancellationToken cancel) =>
        (await log.HeadAsync(caller.Actor, cancel)).Show(h => new AuditHeadView(h.Sequence, h.Hash));

    private static async Task<Answer<AuditCheckView>> CheckAsync(Caller caller, CheckAuditChain check, CancellationToken cancel) =>
        (await check.RunAsync(caller.Actor, null, cancel)).Show(AuditCheckView.Of);

    private static async Task<IResult> ExportAsync(Caller caller, ReadAuditLog log, CancellationToken cancel)
    {
        var outcome = await log.ExportAsync(caller.Actor, cancel);
        return outcome.IsDone
            ? TypedResults.Stream(to => AuditLines.WriteAsync(to, outcome.Value, cancel), Lines, "audit-log.jsonl")
            : ProblemAnswer.Of(outcome);
    }

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
/// <param name="Changes">What was changed, field by field.</param>
/// <param name="Hash">SHA-256 over the hash before and this line.</param>
internal sealed record AuditView(
    long Sequence, DateTimeOffset At, PersonId? ActorId, string ActorName, string Action, string Subject, Guid SubjectId, string Text, IReadOnlyList<AuditChangeView> Changes, string Hash)
{
    public static AuditView Of(AuditEvent e) => new(
        e.Sequence, e.At, e.ActorId, e.ActorName, e.Action, e.Subject, e.SubjectId, e.Text, [.. e.Changes.Select(c => new AuditChangeView(c.Field, c.Before, c.After))], e.Hash);
}

/// <summary>A field that was changed.</summary>
/// <param name="Field">The field.</param>
/// <param name="Before">Its value before; null when there was none.</param>
/// <param name="After">Its value after; null when there is none.</param>
internal sealed record AuditChangeView(string Field, string? Before, string? After);

/// <summary>The end of the audit log.</summary>
/// <param name="Sequence">The last event's number; 0 before the first.</param>
/// <param name="Hash">The last event's hash.</param>
internal sealed record AuditHeadView(long Sequence, string Hash);

/// <summary>What a check of the chain found.</summary>
/// <param name="IsWhole">True when nothing is wrong.</param>
/// <param name="Checked">How many events were checked.</param>
/// <param name="HeadSequence">The last event's number.</param>
/// <param name="HeadHash">The last event's hash; keep it elsewhere.</param>
/// <param name="Problem">What is wrong first.</param>
/// <param name="ProblemAt">The number of the event at which it is wrong.</param>
internal sealed record AuditCheckView(bool IsWhole, long Checked, long HeadSequence, string HeadHash, string? Problem, long? ProblemAt)
{
    public static AuditCheckView Of(AuditChainReport r) => new(r.IsWhole, r.Checked, r.Head.Sequence, r.Head.Hash, r.Problem, r.ProblemAt);
}
