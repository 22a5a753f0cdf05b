using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>What stands where a list would, when there is nothing in it: that it is empty, and what to do next.</summary>
public sealed partial class EmptyState
{
    /// <summary>That there is nothing, for example "No servers yet".</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What to do next, in a sentence.</summary>
    [Parameter]
    public string? Text { get; set; }

    /// <summary>The button or link that does it.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
