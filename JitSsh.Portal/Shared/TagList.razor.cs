using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>A server's tags.</summary>
public sealed partial class TagList
{
    /// <summary>Names and values.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Of { get; set; } = new Dictionary<string, string>();
}
