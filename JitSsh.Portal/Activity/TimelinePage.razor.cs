using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>What happened to a request, from asking to the last receipt.</summary>
public sealed partial class TimelinePage
{
    private IReadOnlyList<TimelineEntry> entries = [];
    private RequestRow? row;
    private bool isRefused;

    /// <summary>The request.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private ShowRequests Requests { get; set; } = null!;

    [Inject]
    private ShowTimeline Timeline { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Request && change.Id == Id;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        var found = await Requests.FindAsync(Actor!, new(Id), cancel);
        var line = await Timeline.RunAsync(Actor!, new(Id), cancel);
        isRefused = !found.IsDone || !line.IsDone;
        (row, entries) = isRefused ? (null, []) : (found.Value, line.Value);
    }
}
