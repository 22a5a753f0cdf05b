using JitSsh.Core.AccessFlows;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>By whom: automatically, or by any one of people and groups.</summary>
public sealed partial class FlowApproval
{
    /// <summary>The flow as it is typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public FlowDraft Draft { get; set; } = null!;

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task SetAsync(bool automatic)
    {
        Draft.IsAutomatic = automatic;
        return OnChanged.InvokeAsync();
    }

    private Task ApproversAsync(PeopleRule rule)
    {
        Draft.Approvers = rule;
        return OnChanged.InvokeAsync();
    }
}
