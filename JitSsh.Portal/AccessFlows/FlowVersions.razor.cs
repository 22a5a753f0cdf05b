using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>The versions of an access flow, with what each changed; also of one that was removed.</summary>
public sealed partial class FlowVersions
{
    private IReadOnlyList<FlowVersionRow>? versions;
    private bool isThere;

    /// <summary>The flow.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private DescribeFlows Describe { get; set; } = null!;

    [Inject]
    private ListAccessFlows List { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.AccessFlow;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        versions = await Describe.VersionsAsync(Actor!, new(Id), cancel) is { IsDone: true } found ? found.Value : null;
        isThere = (await List.FindAsync(Actor!, new(Id), cancel)).IsDone;
    }
}
