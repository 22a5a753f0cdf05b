using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>Between requests and the audit log, for those who may see both.</summary>
public sealed partial class ActivityTabs
{
    /// <summary>True on the audit log, false on the requests.</summary>
    [Parameter, EditorRequired]
    public bool IsAudit { get; set; }
}
