using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.AccessFlows;

/// <summary>One assertion, as a sentence.</summary>
public sealed partial class AssertionForm
{
    private static readonly string[] Fields = ["Name", "People", .. FlowTargets.Fields, "Hours"];

    private IReadOnlyList<Integration> integrations = [];
    private IReadOnlyList<Bundle> bundles = [];
    private IReadOnlyList<Problem> problems = [];
    private PeopleRule people = new([], []);
    private TargetDraft targets = new();
    private HoursDraft hours = HoursDraft.From(null);
    private FlowAssertion? stored;
    private Guid? shown;
    private string name = "";
    private bool isThere;

    /// <summary>The assertion; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [Inject]
    private ListAssertions List { get; set; } = null!;

    [Inject]
    private SaveAssertion Save { get; set; } = null!;

    [Inject]
    private ListBundles Bundles { get; set; } = null!;

    [Inject]
    private ListIntegrations Catalog { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        // What was begun stays: only another assertion's address begins anew.
        if (isThere && shown == Id)
        {
            return;
        }

        var catalog = await Catalog.RunAsync(Actor!, cancel);
        var found = Id is { } id ? await List.FindAsync(Actor!, new(id), cancel) : null;
        isThere = catalog.IsDone && found is null or { IsDone: true };
        integrations = catalog.IsDone ? [.. catalog.Value.Select(i => i.Integration)] : [];
        bundles = await Bundles.RunAsync(Actor!, cancel) is { IsDone: true } known ? [.. known.Value.Select(b => b.Bundle)] : [];
        stored = found is { IsDone: true } ? found.Value.Assertion : null;
        (shown, name, problems) = (Id, stored?.Name ?? "", []);
        people = stored?.People ?? new([], []);
        targets = stored is null ? new() : TargetDraft.From(stored.Targets);
        hours = HoursDraft.From(stored?.Hours);
    }

    private async Task SubmitAsync()
    {
        if (await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var input = new AssertionInput(name, people, targets.ToRule(), hours.ToHours());
        if (stored is null)
        {
            Take(await Save.AddAsync(actor, input));
        }
        else
        {
            Take(await Save.ChangeAsync(actor, stored.Id, stored.Version, input));
        }
    }

    private async Task RemoveAsync()
    {
        if (stored is { } assertion && await Dialogs.ConfirmAsync($"Remove the assertion {assertion.Name}?", "Access flows may say from then on what it ruled out.", "Remove", dangerous: true)
            && await ActorNowAsync() is { } actor)
        {
            Take(await Save.RemoveAsync(actor, assertion.Id));
        }
    }

    private void Take<T>(Outcome<T> outcome)
    {
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo(Paths.Assertions);
        }
    }
}
