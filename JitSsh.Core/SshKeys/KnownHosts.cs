using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace JitSsh.Core.SshKeys;

/// <summary>
/// Writes a <c>known_hosts</c> file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): a line per host key, with the server's names and
/// addresses in front. A name that is no name is refused, since a comma, a space, <c>*</c> or <c>!</c> would mean something.
/// </summary>
public static partial class KnownHosts
{
    private const int DefaultPort = 22;

    /// <summary>
    /// The file's text, with LF line ends: <c>[host]:port type base64</c>; for port 22, <c>host type base64</c>, as ssh looks it up.
    /// </summary>
    /// <param name="hosts">At least one DNS name, IPv4 or IPv6 address, or host key alias; several go on one line, with commas.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="keys">At least one.</param>
    public static Checked<string> Write(IReadOnlyCollection<string> hosts, int port, IReadOnlyCollection<HostPublicKey> keys)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(keys);
        if (hosts.Count == 0 || keys.Count == 0)
        {
            return Checked<string>.Refused("A known_hosts line needs at least one host and one host key.");
        }

        if (port is < 1 or > IPEndPoint.MaxPort)
        {
            return Checked<string>.Refused($"{port} is no port; ports go from 1 to 65535.");
        }

        if (hosts.FirstOrDefault(host => !IsHost(host)) is { } bad)
        {
            return Checked<string>.Refused($"“{Printable.Of(bad, 60)}” is neither a host name nor an IP address.");
        }

        // ssh looks names up in lower case and addresses in their shortest form, with the port only when it is not the usual one.
        var names = string.Join(',', hosts
            .Select(host => IPAddress.TryParse(host, out var address) ? address.ToString() : host.ToLowerInvariant())
            .Select(host => port == DefaultPort ? host : $"[{host}]:{port}")
            .Distinct());
        var text = new StringBuilder();
        foreach (var key in keys)
        {
            text.Append(names).Append(' ').Append(key.Line).Append('\n');
        }

        return Checked<string>.Of(text.ToString());
    }

    /// <summary>An IPv4 address counts only as it is usually written: <c>0x7f.1</c> or <c>1</c> would be read as one, too.</summary>
    private static bool IsHost(string? host) =>
        host is not null && (HostName().IsMatch(host)
            ? !LooksLikeIpv4().IsMatch(host) || (IPAddress.TryParse(host, out var v4) && v4.ToString() == host)
            : host.Contains(':') && !host.AsSpan().ContainsAny("[]%/") && IPAddress.TryParse(host, out var v6)
                && v6.AddressFamily == AddressFamily.InterNetworkV6);

    [GeneratedRegex(
        @"\A(?=.{1,253}\z)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostName();

    [GeneratedRegex(
        @"\A(0[xX][0-9A-Fa-f]*|[0-9]+)(\.(0[xX][0-9A-Fa-f]*|[0-9]+))*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex LooksLikeIpv4();
}
