using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal;

/// <summary>The document. Every page is interactive, except those that set or take away the cookie, which only a real response can.</summary>
public sealed partial class App
{
    // Not prerendered: a page that is shown before its circuit is there has buttons that do nothing.
    private static readonly InteractiveServerRenderMode Interactive = new(prerender: false);

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private InteractiveServerRenderMode? Mode => Http.AcceptsInteractiveRouting() ? Interactive : null;

    /// <summary>What the person chose by the toggle; without a choice the system's preference counts.</summary>
    private string Theme => Http.Request.Cookies["jitssh-theme"] is "light" or "dark" ? Http.Request.Cookies["jitssh-theme"]! : "system";

    private string MediaOf(string theme) => Theme == "system" ? $"(prefers-color-scheme: {theme})" : Theme == theme ? "all" : "not all";
}
