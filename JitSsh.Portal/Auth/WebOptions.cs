using System.Net;

namespace JitSsh.Portal.Auth;

/// <summary>How the portal is reached, section <c>JitSsh:Web</c>.</summary>
public sealed class WebOptions
{
    /// <summary>
    /// Addresses (<c>10.1.2.3</c>) and networks (<c>10.1.0.0/16</c>) of proxies and load balancers in front of the portal. What these say of who called and how (<c>X-Forwarded-For</c>,
    /// <c>X-Forwarded-Proto</c>) is believed; what anybody else says of it is not. Empty: nobody is believed.
    /// </summary>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>How many of them stand one behind the other.</summary>
    public int ProxyHops { get; set; } = 1;

    /// <summary>What cannot be read, as sentences; empty when all is well.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. TrustedProxies.Where(p => NetworkOf(p) is null).Select(p => $"JitSsh:Web:TrustedProxies holds '{p}'. It takes addresses (10.1.2.3) and networks (10.1.0.0/16)."),
        .. ProxyHops is < 1 or > 10 ? new[] { "JitSsh:Web:ProxyHops is from 1 to 10." } : [],
    ];

    internal static IPNetwork? NetworkOf(string text) =>
        IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8) : IPNetwork.TryParse(text, out var network) ? network : null;
}
