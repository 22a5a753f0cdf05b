using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>What stands where a page's content will be, until the first reading is there.</summary>
public sealed partial class Loading
{
    /// <summary>What is waited for.</summary>
    [Parameter]
    public string Text { get; set; } = "Loading …";
}
