using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>Adds a person.</summary>
public sealed partial class AddPersonPage
{
    private readonly PersonDraft draft = new();
    private IReadOnlyList<Group>? groups;
    private IReadOnlyList<Problem> problems = [];
    private bool isWorking;

    [Inject]
    private ListPeople List { get; set; } = null!;

    [Inject]
    private AddPerson Add { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await List.GroupNamesAsync(Actor!, cancel);
        groups = outcome.IsDone ? outcome.Value : null;
    }

    private async Task SaveAsync()
    {
        if (isWorking || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        isWorking = true;
        var outcome = await Add.RunAsync(actor, draft.ToInput());
        isWorking = false;
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo(Paths.People);
        }
    }
}
