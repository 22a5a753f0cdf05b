using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>Adds a shift or changes one.</summary>
public sealed partial class ShiftFormPage
{
    private static readonly string[] Fields = ["Name", "TimeZone", "People", "First", "HandOver", "Weeks", "Hours", "FeedAddress"];

    private ShiftDraft? draft;
    private IReadOnlyList<Problem> problems = [];
    private Guid? shown;
    private string stored = "";

    /// <summary>The shift; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [Inject]
    private ListShifts List { get; set; } = null!;

    [Inject]
    private SaveShift Save { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Back => Id is null ? $"{Paths.People}/shifts" : $"{Paths.People}/shifts/{Id}";

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        // What was begun stays: only another shift's address begins anew.
        if (draft is not null && shown == Id && Actor!.IsAdmin)
        {
            return;
        }

        var now = Clock.GetUtcNow();
        (shown, problems, draft) = (Id, [], null);
        if (Id is not { } id)
        {
            draft = Actor!.IsAdmin ? ShiftDraft.New(DateOnly.FromDateTime(now.UtcDateTime)) : null;
        }
        else if (await List.FindAsync(Actor!, new(id), now, now.AddDays(1), cancel) is { IsDone: true } found)
        {
            draft = ShiftDraft.Of(found.Value, DateOnly.FromDateTime(now.UtcDateTime));
            stored = found.Value.Row.Shift.Name;
        }
    }

    private async Task SaveAsync()
    {
        if (draft is null || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Save.RunAsync(actor, Id is { } id ? new ShiftId(id) : null, draft.ToInput());
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo($"{Paths.People}/shifts/{outcome.Value}");
        }
    }
}
