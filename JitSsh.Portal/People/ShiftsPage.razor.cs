using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The shifts, and who is on call now, for an admin.</summary>
public sealed partial class ShiftsPage
{
    private IReadOnlyList<ShiftRow>? shifts;

    [Inject]
    private ListShifts List { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.Shift or ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await List.RunAsync(Actor!, cancel);
        shifts = outcome.IsDone ? outcome.Value : null;
    }
}
