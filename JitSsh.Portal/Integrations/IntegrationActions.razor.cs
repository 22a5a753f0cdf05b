using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Integrations;

/// <summary>What can be done with an integration: refresh, edit, disable or enable, delete.</summary>
public sealed partial class IntegrationActions
{
    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public Integration Integration { get; set; } = null!;

    /// <summary>True for admins; an owner cannot.</summary>
    [Parameter, EditorRequired]
    public bool MayDelete { get; set; }

    /// <summary>Told what became of it.</summary>
    [Parameter]
    public EventCallback<ActionDone> OnDone { get; set; }

    [Inject]
    private ChangeIntegration Change { get; set; } = null!;

    [Inject]
    private DeleteIntegration Deleting { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private string DisableText => Integration.IsDisabled ? "Enable" : "Disable";

    private string Of(string verb) => $"{verb} {Integration.Name}";

    private Task RefreshAsync() => DoAsync(actor => Change.RefreshAsync(actor, Integration.Id));

    private async Task DisableAsync()
    {
        if (Integration.IsDisabled)
        {
            await DoAsync(actor => Change.DisableAsync(actor, Integration.Id, false));
            return;
        }

        if (await DeletionAsync() is not { } now)
        {
            return;
        }

        const string Always = "No discovery, and nobody can ask for its servers until it is enabled again.";
        var choice = now.Access is { } access
            ? await Dialogs.OpenAsync<DisableDialog>($"Disable {Integration.Name}?", new() { [nameof(DisableDialog.Text)] = $"{Always} {access}" }, new() { Width = "min(36rem, 92vw)", CloseDialogOnEsc = true })
            : await Dialogs.ConfirmAsync($"Disable {Integration.Name}?", $"{Always} Nobody has access to its servers.", "Disable") ? false : null;
        if (choice is bool endAccess)
        {
            await DoAsync(actor => Change.DisableAsync(actor, Integration.Id, true, endAccess));
        }
    }

    private async Task DeleteAsync()
    {
        if (await DeletionAsync() is { } now && await Dialogs.ConfirmAsync(
            $"Delete {Integration.Name}?",
            $"{now.Warning} Then the integration, its servers and their secrets are removed from JitSsh. Accounts that JitSsh made stay locked on the servers until their cleanup period is over; the servers delete them by themselves.",
            now.Access is null ? "Delete" : "End access and delete", dangerous: true)
            && await Current.GetAsync() is { } actor)
        {
            var outcome = await Deleting.BeginAsync(actor, Integration.Id);
            await TellAsync(outcome.Problems, outcome is { IsDone: true, Value: true });
        }
    }

    /// <summary>Who has access now; null when that cannot be asked.</summary>
    private async Task<Deletion?> DeletionAsync() =>
        await Current.GetAsync() is { } actor && await Deleting.ShowAsync(actor, Integration.Id) is { IsDone: true, Value: var deletion } ? deletion : null;

    private async Task DoAsync(Func<Actor, Task<Outcome<Nothing>>> action)
    {
        if (await Current.GetAsync() is { } actor)
        {
            await TellAsync((await action(actor)).Problems, false);
        }
    }

    private Task TellAsync(IReadOnlyList<Problem> problems, bool isDeleted) =>
        OnDone.InvokeAsync(new([.. problems.Select(p => new Problem("", $"{Integration.Name}: {p.Sentence}"))], isDeleted));
}
