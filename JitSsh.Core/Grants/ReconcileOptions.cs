using System.ComponentModel.DataAnnotations;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>How servers are kept as they should be, section <c>JitSsh</c>.</summary>
public sealed class ReconcileOptions
{
    /// <summary>How often a server on which nothing is due is compared with what should be there.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00", ErrorMessage = "JitSsh:SweepEvery is a time between a minute (00:01:00) and a week (7.00:00:00).")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Where people reach the portal, for example <c>https://jit.example.com</c>. It stands in the warnings on their terminals; empty leaves it out.</summary>
    [RegularExpression("^$|^https?://[^\\s]{1,200}$", ErrorMessage = "JitSsh:PublicUrl is where people reach the portal, for example https://jit.example.com.")]
    public string PublicUrl { get; set; } = "";

    /// <summary>The address as a server can be told it; null when there is none, or when it holds a character that no record may have.</summary>
    public string? PortalAddress => PublicUrl.TrimEnd('/') is { Length: > 0 } address && ServerScript.IsLegal(address) ? address : null;
}
