using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>All bundles.</summary>
public sealed partial class Bundles
{
    private IReadOnlyList<BundleRow>? rows;
    private FlowWords words = FlowWords.None;

    [Inject]
    private ListBundles List { get; set; } = null!;

    [Inject]
    private DescribeFlows Describe { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.AccessFlow or ChangeOf.Integration or ChangeOf.Server;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        rows = await List.RunAsync(Actor!, cancel) is { IsDone: true } found ? found.Value : null;
        words = rows is not null && await Describe.WordsAsync(Actor!, [], [.. rows.Select(r => r.Bundle.Targets)], cancel) is { IsDone: true } read ? read.Value : FlowWords.None;
    }
}
