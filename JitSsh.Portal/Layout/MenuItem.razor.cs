using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Layout;

/// <summary>A line of the menu.</summary>
public sealed partial class MenuItem
{
    /// <summary>Where it leads.</summary>
    [Parameter, EditorRequired]
    public string Path { get; set; } = "";

    /// <summary>The name of a Material symbol.</summary>
    [Parameter, EditorRequired]
    public string Icon { get; set; } = "";

    /// <summary>The screen's name.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>True when addresses below it are not its own.</summary>
    [Parameter]
    public bool Exact { get; set; }

    /// <summary>How much waits there; 0 shows nothing.</summary>
    [Parameter]
    public int Count { get; set; }

    /// <summary>What the number counts, for who cannot see where it stands.</summary>
    [Parameter]
    public string CountOf { get; set; } = "";
}
