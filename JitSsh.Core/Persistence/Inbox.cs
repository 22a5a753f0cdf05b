using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.InApp;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class Inbox(Db db) : IInbox
{
    public Task<PageOf<InboxRow>> ListAsync(PersonId person, bool unreadOnly, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var told = c.ToldPeople.Where(t => t.PersonId == person && (!unreadOnly || t.ReadAt == null));
        var rows = await (
            from t in told
            join n in c.Notices on t.NoticeId equals n.Id
            orderby t.At descending, n.Id descending
            select new { Notice = n, t.ReadAt }).Skip(page.SafeSkip).Take(page.SafeTake).ToListAsync(cancel);
        return new PageOf<InboxRow>([.. rows.Select(r => new InboxRow(r.Notice, r.ReadAt))], await told.CountAsync(cancel));
    }, cancel);

    public Task<int> CountUnreadAsync(PersonId person, CancellationToken cancel) => db.ReadAsync(c => c.ToldPeople.CountAsync(t => t.PersonId == person && t.ReadAt == null, cancel), cancel);

    public Task<bool> MarkAsync(PersonId person, NoticeId notice, DateTimeOffset? readAt, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Tell(ChangeOf.Notice, person.Value);
        return await c.ToldPeople.Where(t => t.PersonId == person && t.NoticeId == notice).ExecuteUpdateAsync(t => t.SetProperty(x => x.ReadAt, readAt), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task MarkAllReadAsync(PersonId person, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync((c, w) =>
    {
        w.Tell(ChangeOf.Notice, person.Value);
        return c.ToldPeople.Where(t => t.PersonId == person && t.ReadAt == null).ExecuteUpdateAsync(t => t.SetProperty(x => x.ReadAt, at), cancel);
    }, cancel);
}

internal sealed class NoticeChoices(Db db) : INoticeChoices
{
    public Task<IReadOnlyList<NoticeChoice>> OfAsync(PersonId person, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<NoticeChoice>>(
        async c => await c.NoticeChoices.Where(x => x.PersonId == person).ToListAsync(cancel), cancel);

    public Task ReplaceAsync(PersonId person, IReadOnlyList<NoticeChoice> choices, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await c.NoticeChoices.Where(x => x.PersonId == person).ExecuteDeleteAsync(cancel);
        c.NoticeChoices.AddRange(choices);
        w.Audit(audit);
        w.Tell(ChangeOf.Notice, person.Value);
        return true;
    }, cancel);
}
