using JitSsh.Core.Common;
using JitSsh.Core.Notifications.Webhook;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>What was sent to a webhook, what it answered, and what waits.</summary>
public sealed partial class WebhookLog
{
    private const int Take = 25;

    private PageOf<DeliveryRow>? log;
    private int skip;

    /// <summary>Which one.</summary>
    [Parameter, EditorRequired]
    public WebhookId Webhook { get; set; }

    [Inject]
    private ShowWebhooks Webhooks { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Webhook && change.Id == Webhook.Value;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await Webhooks.DeliveriesAsync(Actor!, Webhook, new(skip, Take), cancel);
        log = outcome.IsDone ? outcome.Value : new([], 0);
    }

    private async Task AgainAsync(DeliveryRow row)
    {
        if (await ActorNowAsync() is { } actor)
        {
            await Webhooks.AgainAsync(actor, Webhook, row.Delivery.Id);
            await RereadAsync();
        }
    }

    private Task GoToAsync(int to)
    {
        skip = to;
        return RereadAsync();
    }
}
