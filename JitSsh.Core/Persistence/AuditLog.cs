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

        return await events.OrderByDescending(e => e.Sequence).ToPageAsync(page, cancel);
    }, cancel);
}

/// <summary>Search text as a LIKE pattern in which nothing typed is a wildcard.</summary>
internal static class Like
{
    public const string Escape = "\\";

    public static string Containing(string text) =>
        $"%{text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}

internal static class Paging
{
    /// <summary>A page of rows, and how many rows there are. A page that is not full is the last one, so nothing is counted then.</summary>
    public static async Task<PageOf<T>> ToPageAsync<T>(this IQueryable<T> rows, Page page, CancellationToken cancel)
    {
        var items = await rows.Skip(page.SafeSkip).Take(page.SafeTake).ToListAsync(cancel);
        var isLast = items.Count < page.SafeTake && (items.Count > 0 || page.SafeSkip == 0);
        return new(items, isLast ? page.SafeSkip + items.Count : await rows.CountAsync(cancel));
    }
}
