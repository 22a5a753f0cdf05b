using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>All assertions, and whether they hold now.</summary>
public sealed partial class Assertions
{
    private static readonly BadgeLook Holds = new("Holds", Tone.Good);
    private static readonly BadgeLook IsBroken = new("Broken", Tone.Bad);

    private IReadOnlyList<AssertionRow>? rows;
    private FlowWords words = FlowWords.None;

    [Inject]
    private ListAssertions List { get; set; } = null!;

    [Inject]
    private DescribeFlows Describe { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of is ChangeOf.AccessFlow or ChangeOf.People or ChangeOf.Integration;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        rows = await List.RunAsync(Actor!, cancel) is { IsDone: true } found ? found.Value : null;
        words = rows is not null && await Describe.WordsAsync(Actor!, [.. rows.Select(r => r.Assertion.People)], [.. rows.Select(r => r.Assertion.Targets)], cancel) is { IsDone: true } read
            ? read.Value
            : FlowWords.None;
    }
}
