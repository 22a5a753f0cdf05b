using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Portal.Shared;

namespace JitSsh.Portal.Settings;

/// <summary>From the state of a sending to its badge.</summary>
internal static class DeliveryLooks
{
    public static BadgeLook Of(Delivery delivery) => delivery.State switch
    {
        DeliveryState.Sent => new("Sent", Tone.Good),
        DeliveryState.GivenUp => new("Given up", Tone.Bad),
        DeliveryState.Dropped => new("Not sent", Tone.Off),
        DeliveryState.Waiting when delivery.Attempts > 0 => new("Failing", Tone.Warning),
        _ => new("Waiting", Tone.Waiting),
    };

    public static BadgeLook Of(WebhookRow row) =>
        !row.Webhook.IsActive ? new("Switched off", Tone.Off) : row.Last is null ? new("Nothing sent yet", Tone.Off) : Of(row.Last);
}
