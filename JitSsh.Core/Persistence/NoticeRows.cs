using System.Linq.Expressions;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Persistence;

/// <summary>The rows of a notice: itself, for whom it is in the portal, and what is to be sent. Each person's choice and each webhook's kinds are asked here.</summary>
internal sealed class NoticeRows(IOptions<EmailOptions> email, TimeProvider clock)
{
    /// <summary>How long a message of one of several servers waits for the others, which follow within seconds.</summary>
    private static readonly TimeSpan Bunch = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan JoinsFor = TimeSpan.FromMinutes(1);

    public Task AddAsync(JitSshContext c, Db.Writing w, Notice notice, IReadOnlyCollection<PersonId> people, CancellationToken cancel) => AddAsync(c, w, notice, people, TimeSpan.Zero, cancel);

    /// <summary>For people only: webhooks are told of the same change by another notice, or not of such.</summary>
    public Task AddForPeopleAsync(JitSshContext c, Db.Writing w, Notice notice, IReadOnlyCollection<PersonId> people, CancellationToken cancel) => AddAsync(c, w, notice, people, TimeSpan.Zero, cancel, isForWebhooks: false);

    /// <summary>Adds the notice, or its servers to one of the same request and outcome that nobody has been sent yet.</summary>
    public async Task AddOrJoinAsync(JitSshContext c, Db.Writing w, Notice notice, IReadOnlyCollection<PersonId> people, bool hasOthers, CancellationToken cancel)
    {
        if (!hasOthers)
        {
            await AddAsync(c, w, notice, people, TimeSpan.Zero, cancel);
            return;
        }

        var since = notice.At - JoinsFor;
        var join = await c.Notices.AsTracking().Where(n => n.RequestId == notice.RequestId && n.Kind == notice.Kind && n.Outcome == notice.Outcome && n.Detail == notice.Detail && n.At >= since && n.ClosedAt == null
            && !c.Deliveries.Any(d => d.NoticeId == n.Id && (d.Attempts > 0 || d.State != DeliveryState.Waiting))).OrderByDescending(n => n.At).FirstOrDefaultAsync(cancel);
        if (join is null)
        {
            await AddAsync(c, w, notice, people, Bunch, cancel);
            return;
        }

        join.Servers = [.. join.Servers.Concat(notice.Servers).Distinct().Order(StringComparer.Ordinal)];
        await c.SaveChangesAsync(cancel);
        await c.ToldPeople.Where(t => t.NoticeId == join.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.At, notice.At).SetProperty(x => x.ReadAt, (DateTimeOffset?)null), cancel);
        foreach (var person in people)
        {
            w.Tell(ChangeOf.Notice, person.Value);
        }
    }

    /// <summary>What these tell of is over: nobody needs to read it any more, and what was not sent to a person is not sent.</summary>
    public async Task CloseAsync(JitSshContext c, Db.Writing w, Expression<Func<Notice, bool>> which, string why, DateTimeOffset at, CancellationToken cancel)
    {
        var open = await c.Notices.Where(which).Where(n => n.ClosedAt == null).Select(n => n.Id).ToListAsync(cancel);
        if (open.Count == 0)
        {
            return;
        }

        await c.Notices.Where(n => open.Contains(n.Id)).ExecuteUpdateAsync(n => n.SetProperty(x => x.ClosedAt, at), cancel);
        foreach (var person in await c.ToldPeople.Where(t => open.Contains(t.NoticeId) && t.ReadAt == null).Select(t => t.PersonId).Distinct().ToListAsync(cancel))
        {
            w.Tell(ChangeOf.Notice, person.Value);
        }

        await c.ToldPeople.Where(t => open.Contains(t.NoticeId) && t.ReadAt == null).ExecuteUpdateAsync(t => t.SetProperty(x => x.ReadAt, at), cancel);

        // Webhooks keep a record rather than ask somebody to act, so they get both: that it was, and that it is over.
        await Outbox.DropAsync(c.Deliveries.Where(d => open.Contains(d.NoticeId) && d.PersonId != null && d.State == DeliveryState.Waiting && d.Lease == null), why, at, cancel);
    }

    private async Task AddAsync(JitSshContext c, Db.Writing w, Notice notice, IReadOnlyCollection<PersonId> people, TimeSpan wait, CancellationToken cancel, bool isForWebhooks = true)
    {
        if (await c.Notices.AnyAsync(n => n.Key == notice.Key, cancel))
        {
            return;
        }

        c.Notices.Add(notice);
        var (now, ids) = (clock.GetUtcNow(), people.Distinct().ToList());
        var concerned = ids.Count == 0 ? [] : await c.People.Where(p => ids.Contains(p.Id) && p.IsActive).Select(p => p.Id).ToListAsync(cancel);
        var off = (await c.NoticeChoices.Where(x => concerned.Contains(x.PersonId) && x.Kind == notice.Kind && !x.IsOn).ToListAsync(cancel)).Select(x => (x.PersonId, x.Channel)).ToHashSet();
        foreach (var person in concerned)
        {
            w.Tell(ChangeOf.Notice, person.Value);
            if (!off.Contains((person, NoticeChannel.InApp)))
            {
                c.ToldPeople.Add(new() { NoticeId = notice.Id, PersonId = person, At = notice.At });
            }

            if (email.Value.IsSetUp && !off.Contains((person, NoticeChannel.Email)))
            {
                c.Deliveries.Add(New(person, null));
            }
        }

        foreach (var webhook in (await c.Webhooks.Where(x => x.IsActive && isForWebhooks).ToListAsync(cancel)).Where(x => x.Kinds.Contains(notice.Kind) && NoticeKinds.ForWebhooks.Contains(notice.Kind)))
        {
            c.Deliveries.Add(New(null, webhook.Id));
            w.Tell(ChangeOf.Webhook, webhook.Id.Value);
        }

        // What follows in this transaction reads these rows from the database.
        await c.SaveChangesAsync(cancel);

        Delivery New(PersonId? person, WebhookId? webhook) => new()
        {
            Id = TypedId.New<DeliveryId>(clock), NoticeId = notice.Id, PersonId = person, WebhookId = webhook, CreatedAt = now, Since = now, DueAt = now + wait,
        };
    }
}
