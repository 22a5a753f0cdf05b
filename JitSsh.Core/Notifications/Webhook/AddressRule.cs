using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>
/// Which addresses webhooks may lead to: the public internet, and what the settings name. Anything else would let whoever makes a webhook reach, through the portal, what only
/// the portal's machine can: itself, its network, and its cloud's metadata.
/// </summary>
public sealed class AddressRule
{
    private static readonly IPNetwork[] NotPublic = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

        // Azure's own address inside every VM, though it lies in a public range.
        "168.63.129.16/32",
    }.Select(n => IPNetwork.Parse(n))];

    // Of IPv6 only what is handed out for the internet counts as public, without what stands for an IPv4 address in disguise (6to4, Teredo) or is for examples.
    private static readonly IPNetwork PublicSix = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotPublicSix = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(n => IPNetwork.Parse(n))];

    private readonly HashSet<string> names;
    private readonly List<IPNetwork> networks;

    /// <summary>The rule by these settings.</summary>
    public AddressRule(IOptions<WebhookOptions> options)
    {
        networks = [.. options.Value.Allow.Select(NetworkOf).OfType<IPNetwork>()];
        names = options.Value.Allow.Where(a => NetworkOf(a) is null).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>True when the settings name this host, by its name or its address.</summary>
    public bool IsNamed(string host) => names.Contains(host) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IsNamed(address));

    /// <summary>True when the settings name this address or a network that it is in.</summary>
    public bool IsNamed(IPAddress address) => networks.Any(n => n.Contains(Plain(address)));

    /// <summary>True when a webhook may be sent to this address: it is public, or the settings name it.</summary>
    public bool Allows(IPAddress address) => IsNamed(address) || IsPublic(Plain(address));

    private static bool IsPublic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !NotPublic.Any(n => n.Contains(address))
        : PublicSix.Contains(address) && !NotPublicSix.Any(n => n.Contains(address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork? NetworkOf(string text) =>
        text.Contains('/', StringComparison.Ordinal) ? IPNetwork.TryParse(text, out var network) ? network : null
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : null;
}
