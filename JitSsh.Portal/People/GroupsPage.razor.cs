using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The groups of people, for an admin.</summary>
public sealed partial class GroupsPage
{
    private const int Take = 50;

    private PageOf<GroupRow>? groups;

    [SupplyParameterFromQuery]
    private string? Q { get; set; }

    [SupplyParameterFromQuery]
    private int? Skip { get; set; }

    [Inject]
    private ListPeople List { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int Start => Math.Max(0, Skip ?? 0);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.People;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var outcome = await List.GroupsAsync(Actor!, Q, new(Start, Take), cancel);
        groups = outcome.IsDone ? outcome.Value : null;
    }

    private void GoTo(string? search, int skip) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["q"] = search, ["skip"] = skip > 0 ? skip : null }), replace: true);
}
