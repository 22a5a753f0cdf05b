using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The top of a page: its one h1, a sentence, its buttons; also the browser tab's title.</summary>
public sealed partial class PageHeader
{
    /// <summary>The heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What the page is for, in a sentence; null for none.</summary>
    [Parameter]
    public string? Summary { get; set; }

    /// <summary>The tab's title where it is not the heading.</summary>
    [Parameter]
    public string? TabTitle { get; set; }

    /// <summary>The page's buttons.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
