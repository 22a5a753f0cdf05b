using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Notifications;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class Outbox(Db db, NoticeWriting notices) : IOutbox
{
    /// <summary>The servers of a request begin within seconds of each other, so their ends are told of together.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    public Task<IReadOnlyList<DueDelivery>> LeaseDueAsync(DateTimeOffset now, DateTimeOffset until, int atMost, CancellationToken cancel) => db.LeaseAsync(async (c, w) =>
    {
        var lease = Guid.NewGuid();
        var sql = $$"""
            SELECT d."Id" AS "Value" FROM "Deliveries" AS d WHERE d."State" = 'Waiting' AND d."DueAt" <= {0} ORDER BY d."DueAt", d."Id" LIMIT {1} {{c.Dialect.SkipLocked("d")}}
            """;
        var ids = (await c.Database.SqlQueryRaw<Guid>(sql, now.UtcDateTime, atMost).ToListAsync(cancel)).ConvertAll(DeliveryId.From);
        var due = ids.Count == 0 ? [] : await (
            from d in c.Deliveries
            where ids.Contains(d.Id)
            orderby d.DueAt, d.Id
            join n in c.Notices on d.NoticeId equals n.Id
            join p in c.People on d.PersonId equals (PersonId?)p.Id into found
            from p in found.DefaultIfEmpty()
            select new { Delivery = d, Notice = n, Email = (string?)p!.Email, Name = (string?)p!.Name, IsActive = (bool?)p!.IsActive }).ToListAsync(cancel);
        List<DueDelivery> leased = [];
        foreach (var row in due)
        {
            var delivery = row.Delivery;
            if (row.IsActive == false)
            {
                await DropAsync(c.Deliveries.Where(d => d.Id == delivery.Id), "The person was deactivated.", now, cancel);
                continue;
            }

            (delivery.Lease, delivery.DueAt, delivery.Attempts) = (lease, until, delivery.Attempts + 1);
            if (await c.Deliveries.Where(d => d.Id == delivery.Id && d.State == DeliveryState.Waiting && d.DueAt <= now).ExecuteUpdateAsync(d => d
                .SetProperty(x => x.Lease, lease).SetProperty(x => x.DueAt, until).SetProperty(x => x.Attempts, delivery.Attempts), cancel) == 1)
            {
                leased.Add(new(delivery, row.Notice, row.Email, row.Name ?? ""));
            }
        }

        return due.Count == 0 ? w.Abandon<IReadOnlyList<DueDelivery>>([]) : leased;
    }, cancel);

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel) => db.ReadAsync(c => c.Deliveries.Where(d => d.State == DeliveryState.Waiting).MinAsync(d => d.DueAt, cancel), cancel);

    public Task<bool> NoteAsync(DueDelivery due, SendResult result, DateTimeOffset? next, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        // A message to a person of what is over meanwhile is not tried again.
        var isOver = !result.IsSent && due.Delivery.PersonId is not null && await c.Notices.AnyAsync(n => n.Id == due.Notice.Id && n.ClosedAt != null, cancel);
        var state = result.IsSent ? DeliveryState.Sent : isOver ? DeliveryState.Dropped : next is null ? DeliveryState.GivenUp : DeliveryState.Waiting;
        var isOpen = state == DeliveryState.Waiting;
        var (dueAt, doneAt) = (isOpen ? next : null, isOpen ? (DateTimeOffset?)null : now);
        if (due.Delivery.WebhookId is { } webhook)
        {
            w.Tell(ChangeOf.Webhook, webhook.Value);
        }

        return await c.Deliveries.Where(d => d.Id == due.Delivery.Id && d.Lease == due.Delivery.Lease).ExecuteUpdateAsync(d => d
            .SetProperty(x => x.State, state).SetProperty(x => x.DueAt, dueAt).SetProperty(x => x.DoneAt, doneAt)
            .SetProperty(x => x.Lease, (Guid?)null).SetProperty(x => x.Answer, result.Answer), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task ReleaseAllAsync(DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(
        async (c, w) => c.Dialect.IsAlone ? await c.Deliveries.Where(d => d.Lease != null).ExecuteUpdateAsync(d => d.SetProperty(x => x.Lease, (Guid?)null).SetProperty(x => x.DueAt, now), cancel) : w.Abandon(0), cancel);

    public async Task<DateTimeOffset?> TellEndsSoonAsync(TimeSpan before, DateTimeOffset now, CancellationToken cancel)
    {
        // Mostly there is nothing to tell, and then nobody who writes has to wait for this.
        var (untold, next) = await db.ReadAsync(c => EndingAsync(c, before, now, cancel), cancel);
        return untold.Count == 0 ? next : await db.WriteAsync(async (c, w) =>
        {
            var (ending, later) = await EndingAsync(c, before, now, cancel);
            foreach (var group in ending)
            {
                await notices.EndsSoonAsync(c, w, group[0].RequestId, group, cancel);
            }

            return later;
        }, cancel);
    }

    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancel) => db.WriteAsync((c, _) => c.Notices
        .Where(n => n.At < before && (n.Kind != NoticeKind.IntegrationTrouble || n.ClosedAt != null) && !c.Deliveries.Any(d => d.NoticeId == n.Id && d.State == DeliveryState.Waiting)).ExecuteDeleteAsync(cancel), cancel);

    /// <summary>Active grants that end within the time and of which nobody was told, together as they are told of; and when the next one will be.</summary>
    private static async Task<(IReadOnlyList<IReadOnlyList<Grant>> Untold, DateTimeOffset? Next)> EndingAsync(JitSshContext c, TimeSpan before, DateTimeOffset now, CancellationToken cancel)
    {
        var soon = now + before;
        var active = c.Grants.Where(g => g.State == GrantState.Active && g.NotAfter > now);
        var ending = (await active.Where(g => g.NotAfter <= soon).OrderBy(g => g.NotAfter).ToListAsync(cancel)).Where(g => g.Duration > before).ToList();
        var requests = ending.Select(g => g.RequestId).Distinct().ToList();
        var told = (await c.Notices.Where(n => n.Kind == NoticeKind.AccessEndsSoon && n.RequestId != null && requests.Contains(n.RequestId.Value)).Select(n => new { n.RequestId, n.EndsAt }).ToListAsync(cancel)).ToLookup(n => n.RequestId);
        List<IReadOnlyList<Grant>> untold = [];
        foreach (var request in ending.Where(g => !told[g.RequestId].Any(n => (n.EndsAt - g.NotAfter)!.Value.Duration() <= Together)).GroupBy(g => g.RequestId))
        {
            List<Grant> left = [.. request];
            while (left.Count > 0)
            {
                untold.Add([.. left.TakeWhile(g => g.NotAfter - left[0].NotAfter <= Together)]);
                left.RemoveRange(0, untold[^1].Count);
            }
        }

        return (untold, await active.Where(g => g.NotAfter > soon).MinAsync(g => g.NotAfter, cancel) - before);
    }

    internal static Task<int> DropAsync(IQueryable<Delivery> deliveries, string why, DateTimeOffset now, CancellationToken cancel) => deliveries.ExecuteUpdateAsync(d => d
        .SetProperty(x => x.State, DeliveryState.Dropped).SetProperty(x => x.DueAt, (DateTimeOffset?)null).SetProperty(x => x.Lease, (Guid?)null)
        .SetProperty(x => x.DoneAt, now).SetProperty(x => x.Answer, why), cancel);
}
