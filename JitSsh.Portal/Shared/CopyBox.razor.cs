using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>Text to copy, in the type of a terminal, with a button that copies it (js/copy.js).</summary>
public sealed partial class CopyBox
{
    /// <summary>What is copied, exactly.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What it is, for example "Command to connect".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";
}
