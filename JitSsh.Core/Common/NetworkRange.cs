using System.Net;

namespace JitSsh.Core.Common;

/// <summary>The rule for networks written as CIDR, as sshd's <c>source-address</c> takes them.</summary>
public static class NetworkRange
{
    /// <summary>
    /// True for <c>203.0.113.0/24</c> and <c>2001:db8::/32</c>. Stricter than .NET, which reads <c>10/8</c>; and sshd refuses every login when one entry has bits behind its mask.
    /// </summary>
    public static bool IsWellFormed(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && !text.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF.:/")
            && IPNetwork.TryParse(text, out var network)
            && IPAddress.TryParse(text.AsSpan(0, slash), out var address) && address.Equals(network.BaseAddress)
            && text.EndsWith($"/{network.PrefixLength}", StringComparison.Ordinal)
            && (text.Contains(':', StringComparison.Ordinal) || network.ToString() == text);
    }
}
