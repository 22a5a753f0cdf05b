using System.Net;
using System.Net.Sockets;

namespace JitSsh.Core.Shifts.Https;

/// <summary>Which addresses a feed may be read from. What only this machine can reach is none of a feed's: itself, its link, and the metadata services of clouds.</summary>
internal static class ReachableAddress
{
    /// <summary>Addresses that are not link-local and yet answer only the machine itself: Azure's, Alibaba's and, in IPv6, Amazon's.</summary>
    private static readonly HashSet<IPAddress> Metadata = [IPAddress.Parse("168.63.129.16"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("fd00:ec2::254")];

    /// <summary>True when a feed may be there.</summary>
    public static bool Is(IPAddress address)
    {
        var plain = Plain(address);
        return !(IPAddress.IsLoopback(plain) || Metadata.Contains(plain) || plain.IsIPv6LinkLocal || plain.IsIPv6Multicast || plain.IsIPv6SiteLocal || plain.Equals(IPAddress.IPv6Any)
            || (plain.AddressFamily == AddressFamily.InterNetwork && plain.GetAddressBytes() is var b && (b[0] is 0 or 127 or >= 224 || (b[0] == 169 && b[1] == 254))));
    }

    /// <summary>The IPv4 address within an IPv6 one (mapped, compatible, NAT64, 6to4), which is where it would lead.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var b = address.GetAddressBytes();
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : b is [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] || (b.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && b[12] != 0) ? new(b.AsSpan(12))
            : b is [0x20, 0x02, ..] ? new(b.AsSpan(2, 4))
            : new(b);
    }
}
