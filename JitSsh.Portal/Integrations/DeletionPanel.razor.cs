using JitSsh.Core.Catalog;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Integrations;

/// <summary>How far deleting an integration is, what holds it up, and the two ways out.</summary>
public sealed partial class DeletionPanel
{
    private const int Shown = 100;

    /// <summary>True for admins; an owner looks on.</summary>
    [Parameter, EditorRequired]
    public bool MayDecide { get; set; }

    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public Integration Integration { get; set; } = null!;

    /// <summary>How far it is.</summary>
    [Parameter, EditorRequired]
    public Deletion Deletion { get; set; } = null!;

    /// <summary>Told what became of it.</summary>
    [Parameter]
    public EventCallback<ActionDone> OnDone { get; set; }

    [Inject]
    private DeleteIntegration Delete { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private async Task CancelAsync()
    {
        if (await Current.GetAsync() is { } actor)
        {
            await OnDone.InvokeAsync(new((await Delete.CancelAsync(actor, Integration.Id)).Problems));
        }
    }

    private async Task AnywayAsync()
    {
        const int Named = 10;
        var left = Deletion.Open.Select(o => o.MayBeLeft).ToList();
        var more = left.Count > Named ? $" And {left.Count - Named} more." : "";
        if (await Dialogs.ConfirmAsync(
            $"Delete {Integration.Name} anyway?",
            $"JitSsh goes to these servers no more. What may be left: {string.Join(" ", left.Take(Named))}{more} All of it is written into the audit log.",
            "Delete anyway", dangerous: true)
            && await Current.GetAsync() is { } actor)
        {
            var outcome = await Delete.AnywayAsync(actor, Integration.Id);
            await OnDone.InvokeAsync(new(outcome.Problems, outcome.IsDone));
        }
    }
}
