using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace JitSsh.Portal.Settings;

/// <summary>How to come by the command <c>jitssh</c>, ready to copy, with this portal's address.</summary>
public sealed partial class MyCommand
{
    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IOptions<ReconcileOptions> Options { get; set; } = null!;

    private string Fetch => $"curl -fsS -o jitssh '{(Options.Value.PortalAddress ?? Navigation.BaseUri).TrimEnd('/')}/jitssh' && chmod +x jitssh";
}
