using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class AuditLog(Db db) : IAuditLog
{
    public Task<PageOf<AuditEvent>> ReadAsync(string? search, Page page, CancellationToken cancel) => db.ReadAsync(async context =>
    {
        var events = context.AuditEvents.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var like = Like.Containing(search);
            events = events.Where(e => EF.Functions.Like(e.Action, like, Like.Escape) || EF.Functions.Like(e.ActorName, like, Like.Escape) || EF.Functions.Like(e.Text, like, Like.Escape));
        }

        return await events.OrderByDescending(e => e.Sequence).ToLongPageAsync(page, cancel);
    }, cancel);

    public Task<IReadOnlyList<AuditEvent>> AfterAsync(long sequence, int take, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AuditEvent>>(
        async c => await c.AuditEvents.Where(e => e.Sequence > sequence).OrderBy(e => e.Sequence).Take(take).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<AuditEvent>> OfSubjectsAsync(IReadOnlyCollection<Guid> subjects, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AuditEvent>>(
        async c => await c.AuditEvents.Where(e => subjects.Contains(e.SubjectId)).OrderBy(e => e.Sequence).Take(1000).ToListAsync(cancel), cancel);

    public Task<AuditHead> HeadAsync(CancellationToken cancel) => db.ReadAsync(c => c.AuditHeads.SingleAsync(cancel), cancel);
}

/// <summary>Search text as a LIKE pattern in which nothing typed is a wildcard.</summary>
internal static class Like
{
    public const string Escape = "\\";

    public static string Containing(string text) => $"%{Exactly(text.Trim())}%";

    /// <summary>A pattern of names, with <c>*</c> and <c>?</c>, as a LIKE pattern.</summary>
    public static string Wildcards(string pattern) => Exactly(pattern).Replace('*', '%').Replace('?', '_');

    private static string Exactly(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}

internal static class Paging
{
    /// <summary>Rows beyond the page that are still counted in a list that may be long: counting them all would take longer with each year.</summary>
    private const int CountedBeyond = 1000;

    /// <summary>A page of rows, and how many rows there are. A page that is not full is the last one, so nothing is counted then.</summary>
    public static async Task<PageOf<T>> ToPageAsync<T>(this IQueryable<T> rows, Page page, CancellationToken cancel)
    {
        var items = await rows.Skip(page.SafeSkip).Take(page.SafeTake).ToListAsync(cancel);
        return IsLast(items, page) ? new(items, page.SafeSkip + items.Count) : new(items, await rows.CountAsync(cancel));
    }

    /// <summary>The same for a list that only grows: it says "more than" where there are many more.</summary>
    public static Task<PageOf<T>> ToLongPageAsync<T>(this IQueryable<T> rows, Page page, CancellationToken cancel) => rows.ToLongPageAsync(rows, page, cancel);

    /// <summary>The same where other rows, as many as these, are counted faster.</summary>
    public static async Task<PageOf<T>> ToLongPageAsync<T, TCounted>(this IQueryable<T> rows, IQueryable<TCounted> counted, Page page, CancellationToken cancel)
    {
        var items = await rows.Skip(page.SafeSkip).Take(page.SafeTake).ToListAsync(cancel);
        if (IsLast(items, page))
        {
            return new(items, page.SafeSkip + items.Count);
        }

        var most = page.SafeSkip + page.SafeTake + CountedBeyond;
        var total = await counted.Take(most + 1).CountAsync(cancel);
        return new(items, Math.Min(total, most)) { IsMore = total > most };
    }

    private static bool IsLast<T>(List<T> items, Page page) => items.Count < page.SafeTake && (items.Count > 0 || page.SafeSkip == 0);
}
