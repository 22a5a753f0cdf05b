using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>Between requests, reports and, for admins, the audit log.</summary>
public sealed partial class ActivityTabs
{
    /// <summary>The address of the one that is shown.</summary>
    [Parameter, EditorRequired]
    public string At { get; set; } = "";

    /// <summary>True to show the audit log, too.</summary>
    [Parameter, EditorRequired]
    public bool SeesAll { get; set; }

    private string? Current(string path) => At == path ? "page" : null;
}
