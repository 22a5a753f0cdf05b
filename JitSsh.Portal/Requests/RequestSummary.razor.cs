using JitSsh.Core.Grants;
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
}
