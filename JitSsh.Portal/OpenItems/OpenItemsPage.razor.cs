using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.OpenItems;

/// <summary>What waits for an admin on all servers.</summary>
public sealed partial class OpenItemsPage
{
    private const int Take = 50;

    private OpenItemList? items;

    [SupplyParameterFromQuery(Name = "skip")]
    private int? SkipNumber { get; set; }

    [Inject]
    private ShowResidue Residue { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int Skip => Math.Max(0, SkipNumber ?? 0);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Server;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Residue.OpenAsync(Actor!, new(Skip, Take), cancel);
        if (found is { IsDone: true, Value.Residue: { Items.Count: 0, Total: > 0 and var total } })
        {
            // The list has become shorter than where this page stood: show its last page.
            found = await Residue.OpenAsync(Actor!, new((total - 1) / Take * Take, Take), cancel);
        }

        items = found.IsDone ? found.Value : null;
    }

    private void GoTo(int skip) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("skip", skip == 0 ? null : skip));
}
