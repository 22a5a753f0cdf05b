using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.Layout;

/// <summary>The frame of every page: the bar at the top, the menu at the side, the content.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? boundary;
    private bool isMenuOpen;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Address => Navigation.Uri.Split('#')[0];

    /// <inheritdoc/>
    public void Dispose() => Navigation.LocationChanged -= Moved;

    /// <inheritdoc/>
    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    /// <summary>On a phone the menu closes behind whoever used it. A page that failed does not keep the next one from being shown.</summary>
    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        isMenuOpen = false;
        boundary?.Recover();
        StateHasChanged();
    }
}
