using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>Sends a made-up notice to a webhook at once and shows what it answers; admins only.</summary>
public sealed class TestWebhook(IWebhookStore webhooks, WebhookClient client, IOptions<PortalLink> portal, TimeProvider clock)
{
    /// <summary>What it answered.</summary>
    public async Task<Outcome<WebhookAnswer>> RunAsync(Actor actor, WebhookId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await webhooks.FindAsync(id, cancel) is not { } webhook)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        var notice = new Notice
        {
            Id = TypedId.New<NoticeId>(clock),
            Kind = NoticeKind.RequestSubmitted,
            Key = "test",
            At = now,
            Requester = actor.Name,
            Servers = ["example-01"],
            Outcome = "As Default for 1 hour.",
            Detail = "This is a test. Nobody has asked for anything.",
        };
        var delivery = TypedId.New<DeliveryId>(clock);
        await webhooks.NoteAsync(Audited.Webhook(actor, now, id, "tested", webhook.Name), cancel);
        return await client.PostAsync(webhook, delivery, WebhookBody.Of(webhook.Shape, webhook.Template, notice, delivery, portal.Value.To("/tasks")), cancel);
    }
}
