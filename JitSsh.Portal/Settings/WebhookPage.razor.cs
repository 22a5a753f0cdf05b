using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Webhook;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Settings;

/// <summary>One webhook: to add, change, test and remove, with the log of what was sent to it; for admins.</summary>
public sealed partial class WebhookPage
{
    private WebhookTarget? webhook;
    private Draft? draft;
    private IReadOnlyList<Problem> problems = [];
    private WebhookAnswer? answer;
    private WebhookId made;
    private string? secret;
    private string? said;
    private string? readFor;
    private bool isWorking;

    /// <summary>Which one; null for a new one.</summary>
    [Parameter]
    public string? Id { get; set; }

    [Inject]
    private ShowWebhooks Webhooks { get; set; } = null!;

    [Inject]
    private SaveWebhook Save { get; set; } = null!;

    [Inject]
    private TestWebhook Test { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        if (Id is null)
        {
            draft = Actor!.IsAdmin ? draft is null || readFor is not null ? new() : draft : null;
            (webhook, readFor) = (null, null);
            return;
        }

        var found = TypedId.TryParse<WebhookId>(Id, out var id) ? await Webhooks.FindAsync(Actor!, id, cancel) : Refusal.NotFound;
        webhook = found.IsDone ? found.Value : null;

        // What is typed is not lost when something else is read again.
        if (webhook is null || draft is null || readFor != Id)
        {
            draft = webhook is null ? null : new() { Name = webhook.Name, Shape = webhook.Shape, Kinds = [.. webhook.Kinds], Template = webhook.Template, IsActive = webhook.IsActive };
            (readFor, problems, answer, said, secret) = (Id, [], null, null, null);
        }
    }

    private void Choose(NoticeKind kind, bool isOn)
    {
        if (isOn)
        {
            draft!.Kinds.Add(kind);
        }
        else
        {
            draft!.Kinds.Remove(kind);
        }
    }

    private async Task SaveAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        (isWorking, said) = (true, null);
        var input = new WebhookInput { Name = draft!.Name ?? "", Shape = draft.Shape, Url = draft.Url, Kinds = [.. draft.Kinds], Template = draft.Template ?? "", IsActive = draft.IsActive };
        if (webhook is null)
        {
            var outcome = await Save.AddAsync(actor, input);
            problems = outcome.Problems;
            (secret, made) = outcome.IsDone ? (outcome.Value.Secret, outcome.Value.Id) : (null, default);
        }
        else
        {
            var outcome = await Save.ChangeAsync(actor, webhook.Id, input);
            problems = outcome.Problems;
            if (outcome.IsDone)
            {
                (draft.Url, said) = (null, "Saved.");
                await RereadAsync();
            }
        }

        isWorking = false;
    }

    private async Task TestAsync()
    {
        if (await ActorNowAsync() is { } actor)
        {
            var outcome = await Test.RunAsync(actor, webhook!.Id);
            (answer, problems) = (outcome.IsDone ? outcome.Value : null, outcome.Problems);
        }
    }

    private async Task NewSecretAsync()
    {
        if (await Dialogs.ConfirmAsync("Make a new secret?", "What is sent from now on is signed with it, and a receiver that checks the old one refuses it.", "Make a new secret", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            var outcome = await Save.NewSecretAsync(actor, webhook!.Id);
            (secret, problems) = (outcome.IsDone ? outcome.Value.Secret : null, outcome.Problems);
        }
    }

    private async Task RemoveAsync()
    {
        if (await Dialogs.ConfirmAsync($"Remove {webhook!.Name}?", "Nothing is sent to it any more, and its log goes with it.", "Remove", dangerous: true) && await ActorNowAsync() is { } actor)
        {
            await Save.RemoveAsync(actor, webhook.Id);
            Navigation.NavigateTo(Paths.Webhooks);
        }
    }

    private sealed class Draft
    {
        public string? Name { get; set; } = "";

        public WebhookShape Shape { get; set; }

        public string? Url { get; set; }

        public HashSet<NoticeKind> Kinds { get; init; } = [];

        public string? Template { get; set; } = "";

        public bool IsActive { get; set; } = true;
    }
}
