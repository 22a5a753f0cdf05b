using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>The viewer's own saved reports.</summary>
public sealed partial class ReportsPage
{
    private IReadOnlyList<SavedReport> reports = [];

    [Inject]
    private SavedReports Reports { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Report && change.Id == Actor?.Id?.Value;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) => reports = await Reports.ListAsync(Actor!, cancel);
}
