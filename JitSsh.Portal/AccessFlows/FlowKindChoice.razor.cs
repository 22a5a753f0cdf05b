using JitSsh.Core.AccessFlows;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Whether people ask for what a flow allows, or have it while they match.</summary>
public sealed partial class FlowKindChoice
{
    /// <summary>The flow as it is typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public FlowDraft Draft { get; set; } = null!;

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task SetAsync(FlowKind kind)
    {
        Draft.Kind = kind;
        return OnChanged.InvokeAsync();
    }
}
