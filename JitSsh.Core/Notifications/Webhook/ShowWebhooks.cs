using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>Webhooks and what was sent to them; admins only. Neither addresses nor secrets are shown.</summary>
public sealed class ShowWebhooks(IWebhookStore webhooks, TimeProvider clock)
{
    /// <summary>All by name.</summary>
    public async Task<Outcome<IReadOnlyList<WebhookRow>>> ListAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await webhooks.ListAsync(cancel)) : Refusal.NotFound;

    /// <summary>One.</summary>
    public async Task<Outcome<WebhookTarget>> FindAsync(Actor actor, WebhookId id, CancellationToken cancel = default) =>
        actor.SeesAll && await webhooks.FindAsync(id, cancel) is { } webhook ? webhook : Refusal.NotFound;

    /// <summary>What was sent to one and what waits, the newest first.</summary>
    public async Task<Outcome<PageOf<DeliveryRow>>> DeliveriesAsync(Actor actor, WebhookId id, Page page, CancellationToken cancel = default) =>
        actor.SeesAll && await webhooks.FindAsync(id, cancel) is not null ? await webhooks.DeliveriesAsync(id, page, cancel) : Refusal.NotFound;

    /// <summary>Sends again what was given up or dropped.</summary>
    public async Task<Outcome<Nothing>> AgainAsync(Actor actor, WebhookId id, DeliveryId delivery, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await webhooks.FindAsync(id, cancel) is not { } webhook)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        return await webhooks.AgainAsync(id, delivery, now, Audited.Webhook(actor, now, id, "sent-again", $"{webhook.Name}: delivery {delivery}"), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("This waits to be sent, or was sent already.");
    }
}
