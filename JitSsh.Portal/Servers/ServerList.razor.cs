using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Servers;

/// <summary>All servers, a page at a time. What is searched and shown stands in the address.</summary>
public sealed partial class ServerList
{
    private const int Take = 50;

    private PageOf<ServerRow>? page;
    private IReadOnlyList<IntegrationHealth> integrations = [];
    private IReadOnlyList<HealthCount> health = [];

    [SupplyParameterFromQuery(Name = "q")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "integration")]
    private string? IntegrationText { get; set; }

    [SupplyParameterFromQuery(Name = "health")]
    private string? HealthText { get; set; }

    [SupplyParameterFromQuery(Name = "skip")]
    private int? SkipNumber { get; set; }

    [Inject]
    private ListServers Servers { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int Skip => Math.Max(0, SkipNumber ?? 0);

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || !string.IsNullOrEmpty(IntegrationText) || Health is not null;

    private ServerHealth? Health => Enum.TryParse<ServerHealth>(HealthText, out var health) && Enum.IsDefined(health) ? health : null;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.Server or ChangeOf.Integration or ChangeOf.Request;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        IntegrationId? integration = TypedId.TryParse<IntegrationId>(IntegrationText, out var id) ? id : null;
        var filter = new ServerFilter(Search, integration, Health);
        integrations = await Servers.HealthByIntegrationAsync(Actor!, cancel) is { IsDone: true, Value: var all } ? all : [];
        health = [.. integrations.Where(of => integration is null || of.Id == integration).SelectMany(of => of.Counts)
            .GroupBy(h => h.Health).Select(g => new HealthCount(g.Key, g.Sum(h => h.Count))).OrderByDescending(h => h.Count).ThenBy(h => h.Health)];
        var found = await Servers.RunAsync(Actor!, filter, new(Skip, Take), cancel);
        if (found is { IsDone: true, Value: { Items.Count: 0, Total: > 0 and var total } })
        {
            // The list has become shorter than where this page stood: show its last page.
            found = await Servers.RunAsync(Actor!, filter, new((total - 1) / Take * Take, Take), cancel);
        }

        page = found.IsDone ? found.Value : null;
    }

    private void Filter(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = value, ["skip"] = null }), replace: true);

    private void GoTo(int skip) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("skip", skip == 0 ? null : skip));
}
