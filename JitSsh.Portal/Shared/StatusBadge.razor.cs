using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The state of a request or a grant, as a badge.</summary>
public sealed partial class StatusBadge
{
    /// <summary>The state.</summary>
    [Parameter, EditorRequired]
    public AccessStatus Status { get; set; }
}
