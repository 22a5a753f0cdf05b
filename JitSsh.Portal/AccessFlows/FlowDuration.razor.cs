using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>For how long: the longest time, the one that is proposed, and whether until somebody ends it.</summary>
public sealed partial class FlowDuration
{
    /// <summary>The flow as it is typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public FlowDraft Draft { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }
}
