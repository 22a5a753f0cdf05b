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

    /// <summary>Grants on its servers that have not ended; null when not known.</summary>
    [Parameter]
    public int? OpenGrants { get; set; }

    /// <summary>Told what became of it.</summary>
    [Parameter]
    public EventCallback<ActionDone> OnDone { get; set; }

    [Inject]
    private ChangeIntegration Change { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private string DisableText => Integration.IsDisabled ? "Enable" : "Disable";

    private string Of(string verb) => $"{verb} {Integration.Name}";

    private Task RefreshAsync() => DoAsync(actor => Change.RefreshAsync(actor, Integration.Id));

    private async Task DisableAsync()
    {
        var disable = !Integration.IsDisabled;
        if (!disable || await Dialogs.ConfirmAsync($"Disable {Integration.Name}?", $"No discovery, and nobody can ask for its servers until it is enabled again. {OpenText}", "Disable"))
        {
            await DoAsync(actor => Change.DisableAsync(actor, Integration.Id, disable));
        }
    }

    private async Task DeleteAsync()
    {
        if (await Dialogs.ConfirmAsync($"Delete {Integration.Name}?", "The integration, its servers and their secrets are removed from JitSsh. Nothing is changed on the servers themselves. This cannot be taken back.", "Delete", dangerous: true))
        {
            await DoAsync(actor => Change.DeleteAsync(actor, Integration.Id), deletes: true);
        }
    }

    private string OpenText => OpenGrants switch
    {
        null or 0 => "Access that people have now runs to its end.",
        1 => "1 open grant runs to its end.",
        _ => $"{OpenGrants} open grants run to their end.",
    };

    private async Task DoAsync(Func<Actor, Task<Outcome<Nothing>>> action, bool deletes = false)
    {
        if (await Current.GetAsync() is { } actor)
        {
            var outcome = await action(actor);
            await OnDone.InvokeAsync(new([.. outcome.Problems.Select(p => new Problem("", $"{Integration.Name}: {p.Sentence}"))], deletes && outcome.IsDone));
        }
    }
}
