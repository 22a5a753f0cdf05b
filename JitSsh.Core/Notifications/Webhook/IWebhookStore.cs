using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>A sending as a webhook's log shows it.</summary>
/// <param name="Delivery">The sending.</param>
/// <param name="Notice">What was sent.</param>
public sealed record DeliveryRow(Delivery Delivery, Notice Notice);

/// <summary>A webhook as lists show it.</summary>
/// <param name="Webhook">The webhook.</param>
/// <param name="Waiting">How many sendings wait.</param>
/// <param name="Last">The newest sending that was tried; null when there is none.</param>
public sealed record WebhookRow(WebhookTarget Webhook, int Waiting, Delivery? Last);

/// <summary>What the store of webhooks guarantees. Each write takes its audit event and commits both or neither.</summary>
public interface IWebhookStore
{
    /// <summary>All by name.</summary>
    Task<IReadOnlyList<WebhookRow>> ListAsync(CancellationToken cancel);

    /// <summary>One, or null.</summary>
    Task<WebhookTarget?> FindAsync(WebhookId id, CancellationToken cancel);

    /// <summary>Adds one; false when the name is taken.</summary>
    Task<bool> AddAsync(WebhookTarget webhook, AuditEvent audit, CancellationToken cancel);

    /// <summary>Changes one; false when the name is taken or it was removed. What waits for one that is switched off is dropped.</summary>
    Task<bool> ChangeAsync(WebhookTarget webhook, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes one with its log; false when it was gone.</summary>
    Task<bool> RemoveAsync(WebhookId id, AuditEvent audit, CancellationToken cancel);

    /// <summary>Writes that it was tested.</summary>
    Task NoteAsync(AuditEvent audit, CancellationToken cancel);

    /// <summary>What was sent to one and what waits, the newest first.</summary>
    Task<PageOf<DeliveryRow>> DeliveriesAsync(WebhookId id, Page page, CancellationToken cancel);

    /// <summary>Makes a sending due again that was given up or dropped; false when it is none of this webhook, or waits, or was sent.</summary>
    Task<bool> AgainAsync(WebhookId id, DeliveryId delivery, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);
}
