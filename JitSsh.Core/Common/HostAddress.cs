using System.Net;
using System.Text.RegularExpressions;

namespace JitSsh.Core.Common;

/// <summary>Where a server is reached: an IPv4 or IPv6 address or a DNS name, and a port. Holds only characters that are legal in one, so it can stand in an argument list.</summary>
public sealed partial record HostAddress
{
    private HostAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>Address or name, without brackets.</summary>
    public string Host { get; }

    /// <summary>TCP port, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Reads a host and a port; the sentence says what is wrong with them.</summary>
    public static bool TryCreate(string? host, int port, out HostAddress? address, out string? problem)
    {
        address = null;
        problem = null;
        if (port is < 1 or > 65535)
        {
            problem = $"{port} is not a port. Ports go from 1 to 65535; SSH's is 22.";
        }
        else if (IPAddress.TryParse(host, out var ip) && !host.Contains('%', StringComparison.Ordinal) && (host.Contains(':', StringComparison.Ordinal) || host.Count(c => c == '.') == 3))
        {
            address = new(ip.ToString(), port);
        }
        else if (host is { Length: <= 253 } && Name().IsMatch(host) && host.Any(char.IsAsciiLetter))
        {
            address = new(host, port);
        }
        else
        {
            problem = "This is not an address. Give an IPv4 or IPv6 address or a DNS name, for example 10.0.0.4 or web-01.example.com.";
        }

        return address is not null;
    }

    /// <summary>host:port, with brackets around an IPv6 address.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
