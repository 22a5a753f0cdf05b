using System.Buffers.Binary;
using System.Net;

namespace JitSsh.Lab.Servers;

/// <summary>How a server that runs cannot be reached.</summary>
public enum CutOff
{
    /// <summary>Packets to it vanish, as behind a firewall: a connection attempt ends in a time-out.</summary>
    Silence,

    /// <summary>The network knows no way to it: a connection attempt fails at once with "No route to host".</summary>
    NoRoute,
}

/// <summary>Cuts an address off with the host's routes alone: a more specific route wins over the loopback network's.</summary>
internal static class AddressRoutes
{
    public static async Task CutAsync(IPAddress address, CutOff how, CancellationToken cancellationToken)
    {
        await RestoreAsync(address, cancellationToken);
        if (how == CutOff.NoRoute)
        {
            await IpAsync(["route", "add", "unreachable", $"{address}/32", "table", "local"], cancellationToken);
            return;
        }

        // A bridge without a port takes every packet and passes it to nobody.
        var device = DeviceName(address);
        await IpAsync(["link", "add", device, "type", "bridge"], cancellationToken);
        await IpAsync(["link", "set", device, "arp", "off", "up"], cancellationToken);
        await File.WriteAllTextAsync($"/proc/sys/net/ipv4/conf/{device}/route_localnet", "1", cancellationToken);
        await IpAsync(
            ["route", "add", $"{address}/32", "dev", device, "table", "local", "src", "127.0.0.1"], cancellationToken);
    }

    /// <summary>Does no harm to an address that is not cut off.</summary>
    public static async Task RestoreAsync(IPAddress address, CancellationToken cancellationToken)
    {
        await HostCommand.RunAsync(
            "ip", ["route", "del", "unreachable", $"{address}/32", "table", "local"], null, cancellationToken);
        if (Path.Exists($"/sys/class/net/{DeviceName(address)}"))
        {
            await IpAsync(["link", "del", DeviceName(address)], cancellationToken);
        }
    }

    private static string DeviceName(IPAddress address) =>
        $"lab{BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()):x8}";

    private static async Task IpAsync(string[] arguments, CancellationToken cancellationToken) =>
        (await HostCommand.RunAsync("ip", arguments, null, cancellationToken)).EnsureSuccess();
}
