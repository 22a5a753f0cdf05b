using JitSsh.Core.Catalog;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The state of an integration, as a badge.</summary>
public sealed partial class IntegrationBadge
{
    /// <summary>The state.</summary>
    [Parameter, EditorRequired]
    public IntegrationStatus Status { get; set; }
}
