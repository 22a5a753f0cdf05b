using JitSsh.Core.Common;
using JitSsh.Core.Notifications.Webhook;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Settings;

/// <summary>The webhooks there are; for admins.</summary>
public sealed partial class WebhooksPage
{
    private IReadOnlyList<WebhookRow>? rows;

    [Inject]
    private ShowWebhooks Webhooks { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Webhook;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await Webhooks.ListAsync(Actor!, cancel);
        rows = outcome.IsDone ? outcome.Value : null;
    }
}
