using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Justification, networks, forwarding and labels.</summary>
public sealed partial class FlowSettings
{
    private string trial = "";

    /// <summary>The flow as it is typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public FlowDraft Draft { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <summary>The fields that have their sentences here.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["JustificationPattern", "JustificationHint", "Networks", "Labels"];

    private string Tried =>
        trial.Length == 0 || Draft.JustificationPattern.Length == 0 ? ""
        : JustificationPattern.ProblemWith(Draft.JustificationPattern) is { } problem ? problem
        : JustificationPattern.IsIn(Draft.JustificationPattern, trial) ? "This would do."
        : "This would be refused.";
}
