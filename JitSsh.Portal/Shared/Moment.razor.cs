using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>A moment, in the person's own time zone: exact, and how far away. The browser does both (js/time.js), and keeps the distance current by itself.</summary>
public sealed partial class Moment
{
    /// <summary>When; null for never.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset? At { get; set; }

    /// <summary>What stands there for null.</summary>
    [Parameter]
    public string Never { get; set; } = "–";

    /// <summary>False leaves the distance out.</summary>
    [Parameter]
    public bool Relative { get; set; } = true;

    internal static string Iso(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
