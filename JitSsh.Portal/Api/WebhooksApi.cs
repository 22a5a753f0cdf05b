using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Webhook;

namespace JitSsh.Portal.Api;

/// <summary>Webhooks.</summary>
internal static class WebhooksApi
{
    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("/", ListAsync).WithSummary("Lists webhooks, without their addresses; admins only.").Refuses(404);
        webhooks.MapPost("/", AddAsync).WithSummary("Adds a webhook. The secret that its calls are signed with is shown this once; admins only.").Refuses(404, 422);
        webhooks.MapGet("/{id:guid}", FindAsync).WithSummary("Shows a webhook, without its address; admins only.").Refuses(404);
        webhooks.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes a webhook. Without an address it keeps the one it has; admins only.").Refuses(404, 422);
        webhooks.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a webhook with its log; admins only.").Refuses(404);
        webhooks.MapPost("/{id:guid}/secret", NewSecretAsync).WithSummary("Gives a webhook a new secret, shown this once; admins only.").Refuses(404);
        webhooks.MapPost("/{id:guid}/test", TestAsync).WithSummary("Sends a made-up notice at once and shows what was answered; admins only.").Refuses(404);
        webhooks.MapGet("/{id:guid}/deliveries", DeliveriesAsync).WithSummary("Lists what was sent to a webhook and what waits, newest first; admins only.").Refuses(404);
        webhooks.MapPost("/{id:guid}/deliveries/{delivery:guid}/send-again", AgainAsync).WithSummary("Sends again what was given up; admins only.").Refuses(404, 409);
    }

    private static async Task<Answer<IReadOnlyList<WebhookView>>> ListAsync(Caller caller, ShowWebhooks show, CancellationToken cancel) =>
        (await show.ListAsync(caller.Actor, cancel)).ShowAll(r => WebhookView.Of(r.Webhook));

    private static async Task<Answer<NewWebhookView>> AddAsync(Caller caller, WebhookBodyShape body, SaveWebhook save, CancellationToken cancel) =>
        (await save.AddAsync(caller.Actor, body.Input, cancel)).Show(m => new NewWebhookView(m.Id, m.Secret));

    private static async Task<Answer<WebhookView>> FindAsync(Caller caller, WebhookId id, ShowWebhooks show, CancellationToken cancel) => (await show.FindAsync(caller.Actor, id, cancel)).Show(WebhookView.Of);

    private static async Task<Done> ChangeAsync(Caller caller, WebhookId id, WebhookBodyShape body, SaveWebhook save, CancellationToken cancel) => (await save.ChangeAsync(caller.Actor, id, body.Input, cancel)).Done();

    private static async Task<Done> RemoveAsync(Caller caller, WebhookId id, SaveWebhook save, CancellationToken cancel) => (await save.RemoveAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Answer<NewWebhookView>> NewSecretAsync(Caller caller, WebhookId id, SaveWebhook save, CancellationToken cancel) =>
        (await save.NewSecretAsync(caller.Actor, id, cancel)).Show(m => new NewWebhookView(m.Id, m.Secret));

    private static async Task<Answer<TestedView>> TestAsync(Caller caller, WebhookId id, TestWebhook test, CancellationToken cancel) =>
        (await test.RunAsync(caller.Actor, id, cancel)).Show(a => new TestedView(a.IsTaken, a.Status, a.Text));

    private static async Task<Answer<ListView<DeliveryView>>> DeliveriesAsync(Caller caller, WebhookId id, [AsParameters] PageQuery page, ShowWebhooks show, CancellationToken cancel) =>
        (await show.DeliveriesAsync(caller.Actor, id, page.Page, cancel)).ShowPage(DeliveryView.Of);

    private static async Task<Done> AgainAsync(Caller caller, WebhookId id, DeliveryId delivery, ShowWebhooks show, CancellationToken cancel) => (await show.AgainAsync(caller.Actor, id, delivery, cancel)).Done();
}

/// <summary>A webhook to add or change.</summary>
internal sealed record WebhookBodyShape
{
    /// <summary>The name; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The shape of what is sent; Generic when left out.</summary>
    public WebhookShape Shape { get; init; }

    /// <summary>The address, beginning with https://. Left out in a change, the webhook keeps the one it has.</summary>
    public string? Url { get; init; }

    /// <summary>Of what it is told; at least one.</summary>
    public IReadOnlyList<NoticeKind> Kinds { get; init; } = [];

    /// <summary>The text, with placeholders such as <c>{title}</c>; empty for the usual one.</summary>
    public string Template { get; init; } = "";

    /// <summary>False to send nothing to it.</summary>
    public bool IsActive { get; init; } = true;

    internal WebhookInput Input => new() { Name = Name, Shape = Shape, Url = Url, Kinds = Kinds, Template = Template, IsActive = IsActive };
}

/// <summary>A webhook with a new secret.</summary>
/// <param name="Id">The id.</param>
/// <param name="Secret">The secret that its calls are signed with, shown this once.</param>
internal sealed record NewWebhookView(WebhookId Id, string Secret);

/// <summary>A webhook.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Host">The scheme and host of its address.</param>
/// <param name="Kinds">Of what it is told.</param>
/// <param name="Template">The text with placeholders; empty for the usual one.</param>
/// <param name="IsActive">False while nothing is sent to it.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record WebhookView(WebhookId Id, string Name, WebhookShape Shape, string Host, IReadOnlyList<NoticeKind> Kinds, string Template, bool IsActive, DateTimeOffset ChangedAt)
{
    public static WebhookView Of(WebhookTarget w) => new(w.Id, w.Name, w.Shape, w.Host, w.Kinds, w.Template, w.IsActive, w.ChangedAt);
}

/// <summary>A sending.</summary>
/// <param name="Id">The id, as the receiver gets it at every attempt.</param>
/// <param name="Kind">The kind of notice.</param>
/// <param name="Title">What it tells, in a line.</param>
/// <param name="CreatedAt">When it was put in the outbox.</param>
/// <param name="State">The state.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAt">When it is tried next; null when it is not.</param>
/// <param name="DoneAt">When it was taken, given up or dropped.</param>
/// <param name="Answer">What was answered last.</param>
internal sealed record DeliveryView(DeliveryId Id, NoticeKind Kind, string Title, DateTimeOffset CreatedAt, DeliveryState State, int Attempts, DateTimeOffset? NextAt, DateTimeOffset? DoneAt, string Answer)
{
    public static DeliveryView Of(DeliveryRow row) =>
        new(row.Delivery.Id, row.Notice.Kind, NoticeWords.Of(row.Notice).Title, row.Delivery.CreatedAt, row.Delivery.State, row.Delivery.Attempts, row.Delivery.DueAt, row.Delivery.DoneAt, row.Delivery.Answer);
}
