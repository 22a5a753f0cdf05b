using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Overview;

/// <summary>What is active, waits and fails, the figures of the last days, and who has access to what; to an admin.</summary>
public sealed partial class OverviewPage
{
    private const int Take = 50;

    private OverviewFigures? figures;
    private PageOf<AccessNow> access = new([], 0);
    private bool isRefused;

    /// <summary>How many days.</summary>
    [SupplyParameterFromQuery(Name = "days")]
    public int Days { get; set; }

    /// <summary>Text searched for among those who have access.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <summary>Rows before those shown.</summary>
    [SupplyParameterFromQuery(Name = "skip")]
    public int Skip { get; set; }

    [Inject]
    private ShowOverview Figures { get; set; } = null!;

    [Inject]
    private ShowAccessNow Access { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private int Period => Days is 7 or 90 ? Days : 30;

    private string AccessFile => string.IsNullOrWhiteSpace(Search) ? AccessNowDownload.Csv : $"{AccessNowDownload.Csv}?q={Uri.EscapeDataString(Search)}";

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Figures.RunAsync(Actor!, Period, cancel);
        var now = await Access.ListAsync(Actor!, Search, new(Skip, Take), cancel);
        isRefused = !found.IsDone || !now.IsDone;
        (figures, access) = isRefused ? (null, new([], 0)) : (found.Value, now.Value);
    }

    private void Go(string name, object? value)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["skip"] = null, [name] = value is "" or 0 ? null : value };
        Address.NavigateTo(Address.GetUriWithQueryParameters(parameters), replace: true);
    }
}
