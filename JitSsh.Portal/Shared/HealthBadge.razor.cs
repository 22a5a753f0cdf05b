using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The state of a server, as a badge.</summary>
public sealed partial class HealthBadge
{
    /// <summary>The state.</summary>
    [Parameter, EditorRequired]
    public ServerHealth Health { get; set; }
}
