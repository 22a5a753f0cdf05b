using System.Net;
using System.Net.Sockets;

namespace JitSsh.Core.Common;

/// <summary>What may stand where a host stands: IPv4, IPv6, or a DNS name (RFC 1123). Nothing else reaches <c>ssh</c>'s argument list.</summary>
internal static class HostSyntax
{
    /// <summary>What is wrong with the text as a host, as a sentence; null if nothing is.</summary>
    public static string? Problem(string host)
    {
        if (host.Length == 0)
        {
            return "The host is missing.";
        }

        if (host.Contains(':', StringComparison.Ordinal))
        {
            return IsIpv6(host) ? null : $"{SafeText.Quote(host)} is not an IPv6 address.";
        }

        // A last label of digits only can be nothing but IPv4 (RFC 3696); inet_aton's "10.1" and "0x7f.1" are not taken.
        var labels = host.Split('.');
        if (labels[^1].Length > 0 && labels[^1].All(char.IsAsciiDigit))
        {
            return IsIpv4(labels) ? null : $"{SafeText.Quote(host)} is not an IPv4 address.";
        }

        return host.Length <= 253 && labels.All(IsLabel) ? null : $"{SafeText.Quote(host)} is neither an address nor a DNS name.";
    }

    /// <summary>The one way to write this host: lower case, IPv6 shortened.</summary>
    public static string Canonical(string host)
    {
        if (!IsIpv6(host))
        {
            return host.ToLowerInvariant();
        }

        var address = IPAddress.Parse(host);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    private static bool IsIpv4(string[] parts) =>
        parts.Length == 4 && parts.All(part => part.Length is > 0 and <= 3
            && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0') && int.Parse(part) <= 255);

    // A zone ("%eth0") means something on one machine only, and the connector may be another.
    private static bool IsIpv6(string text) =>
        text.Contains(':', StringComparison.Ordinal)
        && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-' && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
