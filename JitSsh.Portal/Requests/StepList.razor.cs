using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>The steps of a request on one server. What goes wrong is said in full elsewhere; here is only where.</summary>
public sealed partial class StepList
{
    /// <summary>The steps, in order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RequestStep> Steps { get; set; } = [];

    /// <summary>Whose steps they are.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    private static string WordOf(StepState state) => state switch
    {
        StepState.Done => "done",
        StepState.Now => "under way",
        StepState.Next => "to come",
        StepState.Bad => "needs attention",
        _ => "does not apply",
    };
}
