using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Webhook;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class WebhookStore(Db db) : IWebhookStore
{
    public Task<IReadOnlyList<WebhookRow>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<WebhookRow>>(async c =>
    {
        List<WebhookRow> rows = [];
        foreach (var webhook in await c.Webhooks.OrderBy(w => w.Name).ToListAsync(cancel))
        {
            var sent = c.Deliveries.Where(d => d.WebhookId == webhook.Id);
            rows.Add(new(webhook, await sent.CountAsync(d => d.State == DeliveryState.Waiting, cancel), await sent.Where(d => d.Attempts > 0).OrderByDescending(d => d.CreatedAt).FirstOrDefaultAsync(cancel)));
        }

        return rows;
    }, cancel);

    public Task<WebhookTarget?> FindAsync(WebhookId id, CancellationToken cancel) => db.ReadAsync(c => c.Webhooks.FirstOrDefaultAsync(w => w.Id == id, cancel), cancel);

    public Task<bool> AddAsync(WebhookTarget webhook, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Webhooks.AnyAsync(x => x.Name == webhook.Name, cancel))
        {
            return w.Abandon(false);
        }

        c.Webhooks.Add(webhook);
        w.Audit(audit);
        w.Tell(ChangeOf.Webhook, webhook.Id.Value);
        return true;
    }, cancel);

    public Task<bool> ChangeAsync(WebhookTarget webhook, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Webhooks.AnyAsync(x => x.Name == webhook.Name && x.Id != webhook.Id, cancel) || !await c.Webhooks.AnyAsync(x => x.Id == webhook.Id, cancel))
        {
            return w.Abandon(false);
        }

        c.Webhooks.Update(webhook);
        if (!webhook.IsActive)
        {
            await c.Deliveries.Where(d => d.WebhookId == webhook.Id && d.State == DeliveryState.Waiting && d.Lease == null).ExecuteUpdateAsync(d => d
                .SetProperty(x => x.State, DeliveryState.Dropped).SetProperty(x => x.DueAt, (DateTimeOffset?)null)
                .SetProperty(x => x.DoneAt, webhook.ChangedAt).SetProperty(x => x.Answer, "The webhook was switched off."), cancel);
        }

        w.Audit(audit);
        w.Tell(ChangeOf.Webhook, webhook.Id.Value);
        return true;
    }, cancel);

    public Task<bool> RemoveAsync(WebhookId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Webhook, id.Value);
        return await c.Webhooks.Where(x => x.Id == id).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task NoteAsync(AuditEvent audit, CancellationToken cancel) => db.WriteAsync((_, w) =>
    {
        w.Audit(audit);
        return Task.FromResult(true);
    }, cancel);

    public Task<PageOf<DeliveryRow>> DeliveriesAsync(WebhookId id, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var sent = c.Deliveries.Where(d => d.WebhookId == id);
        var rows = await (
            from d in sent
            join n in c.Notices on d.NoticeId equals n.Id
            orderby d.CreatedAt descending, d.Id descending
            select new { Delivery = d, Notice = n }).Skip(page.SafeSkip).Take(page.SafeTake).ToListAsync(cancel);
        return new PageOf<DeliveryRow>([.. rows.Select(r => new DeliveryRow(r.Delivery, r.Notice))], await sent.CountAsync(cancel));
    }, cancel);

    public Task<bool> AgainAsync(WebhookId id, DeliveryId delivery, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Webhook, id.Value);
        return await c.Deliveries
            .Where(d => d.Id == delivery && d.WebhookId == id && (d.State == DeliveryState.GivenUp || d.State == DeliveryState.Dropped))
            .ExecuteUpdateAsync(d => d
                .SetProperty(x => x.State, DeliveryState.Waiting).SetProperty(x => x.Since, at).SetProperty(x => x.DueAt, at)
                .SetProperty(x => x.Attempts, 0).SetProperty(x => x.DoneAt, (DateTimeOffset?)null), cancel) == 1 || w.Abandon(false);
    }, cancel);
}
