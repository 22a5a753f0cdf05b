using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>What was asked, and what was decided, by whom and why.</summary>
public sealed partial class RequestSummary
{
    /// <summary>The request.</summary>
    [Parameter, EditorRequired]
    public RequestRow Row { get; set; } = null!;

    /// <summary>The names of those who may decide, while it waits.</summary>
    [Parameter]
    public IReadOnlyList<string> WaitsFor { get; set; } = [];

    /// <summary>The step it waits in; null when it does not, or nobody is asked.</summary>
    [Parameter]
    public StepNow? Step { get; set; }

    private int Missing => Step is { } step ? step.Needed - step.Approved : 1;

    private string StepWords => Step is { Of: > 1 } step ? $"step {step.Number + 1} of {step.Of}: " : "";

    private static string InPlaceOf(DecisionRow decision) => decision.ForNames.Count == 0 ? "" : $" in the place of {string.Join(" and ", decision.ForNames)}";

    private static string Words(RequestState state) => state switch
    {
        RequestState.Pending => "asked for",
        RequestState.Approved => "given",
        RequestState.Rejected => "rejected",
        RequestState.Cancelled => "taken back",
        _ => "lapsed",
    };
}
