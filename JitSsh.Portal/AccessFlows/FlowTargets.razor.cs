using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>For which servers: integrations, and among their servers some by name or tag.</summary>
public sealed partial class FlowTargets
{
    /// <summary>The flow as it is typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public FlowDraft Draft { get; set; } = null!;

    /// <summary>The integrations there are.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Integration> Integrations { get; set; } = [];

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task ChooseAsync(IntegrationId id, bool chosen)
    {
        _ = chosen ? Draft.Integrations.Add(id) : Draft.Integrations.Remove(id);
        return OnChanged.InvokeAsync();
    }
}
