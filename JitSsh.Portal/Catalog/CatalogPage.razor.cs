using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Catalog;

/// <summary>What can be connected, as tiles that say what they need.</summary>
public sealed partial class CatalogPage
{
    private Dictionary<string, int> connected = [];

    /// <summary>The text searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private IReadOnlyList<CatalogEntry> Shown => CatalogSearch.Find(CatalogEntry.All, Search);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Integration;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var all = await Integrations.RunAsync(Actor!, cancel);
        connected = all.IsDone ? all.Value.CountBy(r => r.Integration.Source.Kind).ToDictionary() : [];
    }

    private void Find(string? text) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", text), replace: true);
}
