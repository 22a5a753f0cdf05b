using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>A word on a coloured ground. The word alone says everything; the colour only helps the eye.</summary>
public sealed partial class Badge
{
    /// <summary>The words and the tone.</summary>
    [Parameter, EditorRequired]
    public BadgeLook Look { get; set; } = new("", Tone.Off);
}
