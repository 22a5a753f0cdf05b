using JitSsh.Core.Activity;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Overview;

/// <summary>The figures of the period as charts, in sentences and as a table.</summary>
public sealed partial class OverviewCharts
{
    /// <summary>The figures.</summary>
    [Parameter, EditorRequired]
    public OverviewFigures Figures { get; set; } = null!;

    private IReadOnlyList<Share> Shares => [new("Without an approver", Figures.Automatic.Given, Figures.Automatic.Used), new("Approved by a person", Figures.Approved.Given, Figures.Approved.Used)];

    private sealed record Share(string Name, int Given, int Used);
}
