using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Auth;

/// <summary>The way to the sign-in page and back.</summary>
internal static class SignInPath
{
    public const string Page = "/sign-in";

    public const string Code = Page + "/code";

    /// <summary>The sign-in page's address that leads back to the present page.</summary>
    public static string ComingBackTo(NavigationManager navigation) =>
        $"{Page}?returnUrl={Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri))}";

    /// <summary>
    /// The address to go on to, if it is one of the portal's own; otherwise the home page. A browser reads a backslash as a slash and drops tabs and line
    /// ends, so "/\evil.example" and "/(tab)/evil.example" leave the portal just like "//evil.example".
    /// </summary>
    public static string Local(string? returnUrl) =>
        returnUrl is ['/', ..] && returnUrl is not ['/', '/' or '\\', ..] && !returnUrl.Any(char.IsControl) ? returnUrl : "/";
}
