using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Test;

/// <summary>The last step of the wizard at an address of its own, for any day after the first.</summary>
public sealed partial class IntegrationTest
{
    /// <summary>The integration's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";
}
