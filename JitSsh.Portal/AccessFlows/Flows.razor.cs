using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>All access flows, as cards.</summary>
public sealed partial class Flows
{
    private const int Take = 24;

    private PageOf<AccessFlow> flows = new([], 0);
    private FlowFilters filters = new(0, 0, []);
    private int start;
    private FlowWords names = FlowWords.None;
    private IReadOnlyList<Problem> problems = [];
    private bool isRefused;
    private string said = "";

    /// <summary>Text searched for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>"active" or "inactive"; anything else shows all.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    /// <summary>Only flows with this label; null for all.</summary>
    [SupplyParameterFromQuery(Name = "label")]
    public string? Label { get; set; }

    /// <summary>Flows before the shown ones.</summary>
    [SupplyParameterFromQuery(Name = "skip")]
    public int? Skip { get; set; }

    [Inject]
    private ListAccessFlows List { get; set; } = null!;

    [Inject]
    private SaveAccessFlow Save { get; set; } = null!;

    [Inject]
    private DescribeFlows Describe { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private bool? OnlyActive => Show switch { "active" => true, "inactive" => false, _ => null };

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.AccessFlow or ChangeOf.People or ChangeOf.Integration;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var offered = await List.FiltersAsync(Actor!, cancel);
        isRefused = !offered.IsDone;
        if (offered.IsDone)
        {
            filters = offered.Value;
            flows = await PageAsync(Math.Max(0, Skip ?? 0), cancel);
            if (flows.Items.Count == 0 && flows.Total > 0)
            {
                // The page that the address names is no more.
                flows = await PageAsync(0, cancel);
            }

            names = await Describe.WordsAsync(Actor!, [.. flows.Items.Select(f => f.Rule)], cancel) is { IsDone: true } words ? words.Value : FlowWords.None;
        }
    }

    private async Task<PageOf<AccessFlow>> PageAsync(int skip, CancellationToken cancel)
    {
        start = skip;
        return (await List.RunAsync(Actor!, new(Search, OnlyActive, Label), new(skip, Take), cancel)).Value;
    }

    /// <summary>Another filter begins at its first page.</summary>
    private void Filter(string name, object? value) => Address.NavigateTo(
        Address.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { ["skip"] = null, [name] = value }), replace: true);

    private async Task ToggleAsync(AccessFlow flow)
    {
        var outcome = await Save.ChangeAsync(Actor!, flow.Id, flow.Version, flow.Name, flow.Rule, !flow.IsActive);
        await TellAsync(outcome, flow, flow.IsActive ? "no longer active" : "active");
    }

    private async Task RemoveAsync(AccessFlow flow) => await TellAsync(await Save.RemoveAsync(Actor!, flow.Id), flow, "removed");

    private async Task TellAsync(Outcome<Nothing> outcome, AccessFlow flow, string became)
    {
        // A sentence about a field of the flow (an integration that is gone, say) belongs to the whole card here.
        problems = [.. outcome.Problems.Select(p => p with { Field = "", Sentence = $"{flow.Name}: {p.Sentence}" })];
        said = outcome.IsDone ? $"{flow.Name} is {became}." : "";
        await RereadAsync();
    }
}
