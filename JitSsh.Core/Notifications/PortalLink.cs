namespace JitSsh.Core.Notifications;

/// <summary>Where people reach the portal, section <c>JitSsh</c>: links in messages begin with it.</summary>
public sealed class PortalLink
{
    /// <summary>For example <c>https://jit.example.com</c>; empty leaves links out. Checked at the start, with ReconcileOptions.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>The whole address of a page; null when nobody has said where the portal is.</summary>
    public string? To(string path) => PublicUrl.TrimEnd('/') is { Length: > 0 } address ? address + path : null;
}
