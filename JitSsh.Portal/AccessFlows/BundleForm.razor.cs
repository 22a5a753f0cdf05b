using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.AccessFlows;

/// <summary>One bundle. Before a save that ends access it says so and asks.</summary>
public sealed partial class BundleForm
{
    private static readonly string[] Fields = ["Name", .. FlowTargets.Fields];

    private IReadOnlyList<Integration> integrations = [];
    private IReadOnlyList<Problem> problems = [];
    private TargetDraft draft = new();
    private BundleRow? stored;
    private Guid? shown;
    private string name = "";
    private bool isThere;

    /// <summary>The bundle; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [Inject]
    private ListBundles List { get; set; } = null!;

    [Inject]
    private SaveBundle Save { get; set; } = null!;

    [Inject]
    private ListIntegrations Catalog { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        // What was begun stays: only another bundle's address begins anew.
        if (isThere && shown == Id)
        {
            return;
        }

        var catalog = await Catalog.RunAsync(Actor!, cancel);
        var found = Id is { } id ? await List.FindAsync(Actor!, new(id), cancel) : null;
        isThere = catalog.IsDone && found is null or { IsDone: true };
        integrations = catalog.IsDone ? [.. catalog.Value.Select(i => i.Integration)] : [];
        stored = found is { IsDone: true } ? found.Value : null;
        (shown, name, draft, problems) = (Id, stored?.Bundle.Name ?? "", stored is { } row ? TargetDraft.From(row.Bundle.Targets) : new(), []);
    }

    private async Task SubmitAsync()
    {
        if (await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var targets = draft.ToRule();
        if (stored is null)
        {
            Take(await Save.AddAsync(actor, name, targets));
        }
        else if (await IsMeantAsync(actor, stored.Bundle, targets))
        {
            Take(await Save.ChangeAsync(actor, stored.Bundle.Id, stored.Bundle.Version, name, targets));
        }
    }

    private async Task<bool> IsMeantAsync(Actor actor, Bundle bundle, TargetRule targets)
    {
        var effects = await Save.PreviewAsync(actor, bundle.Id, targets);
        return !effects.IsDone || effects.Value.All(e => e.Change.Ending.Count == 0) || await Dialogs.ConfirmAsync(
            $"Save {name} and end access?",
            string.Join(" ", effects.Value.Where(e => e.Change.Ending.Count > 0).Select(e => $"{e.Flow}: {e.Change.Sentence}.")) + " Their sessions are closed at once.",
            "Save and end access",
            dangerous: true);
    }

    private async Task RemoveAsync()
    {
        if (stored is { } row && await Dialogs.ConfirmAsync($"Remove the bundle {row.Bundle.Name}?", "No access flow can name it any more. Servers and access stay as they are.", "Remove", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            Take(await Save.RemoveAsync(actor, row.Bundle.Id));
        }
    }

    private void Take<T>(Outcome<T> outcome)
    {
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo(Paths.Bundles);
        }
    }
}
