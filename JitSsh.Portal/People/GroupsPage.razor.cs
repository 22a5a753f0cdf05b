using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The groups of people, for an admin.</summary>
public sealed partial class GroupsPage
{
    private IReadOnlyList<GroupRow>? groups;

    [Inject]
    private ListPeople List { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await List.GroupsAsync(Actor!, cancel);
        groups = outcome.IsDone ? outcome.Value : null;
    }
}
