using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.Layout;

/// <summary>The frame of every page: the bar at the top, the menu at the side, the content.</summary>
public sealed partial class MainLayout : IDisposable
{
    private static readonly string[] Companys = [Paths.Integrations, Paths.Connectors, Paths.Servers, Paths.OpenItems, Paths.AccessFlows, Paths.People, Paths.Webhooks];

    private ErrorBoundary? boundary;
    private bool isMenuOpen;
    private bool isAuditor;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>On the company's pages; an auditor's own sign-in, notices and reports are theirs to change.</summary>
    private bool IsReadOnly => isAuditor && Companys.Any(path => new Uri(Navigation.Uri).AbsolutePath.StartsWith(path, StringComparison.OrdinalIgnoreCase));

    private string Address => Navigation.Uri.Split('#')[0];

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= Moved;

    /// <inheritdoc/>
    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    private void Look(Actor actor) => isAuditor = actor.Role == Role.Auditor;

    /// <summary>On a phone the menu closes behind whoever used it. A page that failed does not keep the next one from being shown.</summary>
    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        isMenuOpen = false;
        boundary?.Recover();
        StateHasChanged();
    }
}
