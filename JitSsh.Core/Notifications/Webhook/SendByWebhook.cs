using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>Sends notices to webhooks.</summary>
public sealed class SendByWebhook(IWebhookStore webhooks, WebhookClient client, IOptions<PortalLink> portal) : ISendNotices
{
    /// <inheritdoc/>
    public bool Takes(Delivery delivery) => delivery.WebhookId is not null;

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(DueDelivery due, CancellationToken cancel)
    {
        if (await webhooks.FindAsync(due.Delivery.WebhookId!.Value, cancel) is not { } webhook)
        {
            return new(false, "The webhook was removed.", IsFinal: true);
        }

        var body = WebhookBody.Of(webhook.Shape, webhook.Template, due.Notice, due.Delivery.Id, portal.Value.To(NoticeWords.Of(due.Notice).Path));
        var answer = await client.PostAsync(webhook, due.Delivery.Id, body, cancel);
        return new(answer.IsTaken, answer.Status is { } status ? $"{status} {answer.Text}".Trim() : answer.Text);
    }
}
