using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>Between requests and the audit log, for those who may see both.</summary>
public sealed partial class ActivityTabs
{
    /// <summary>True when the actor may read the audit log.</summary>
    [Parameter, EditorRequired]
    public bool IsAdmin { get; set; }
}
