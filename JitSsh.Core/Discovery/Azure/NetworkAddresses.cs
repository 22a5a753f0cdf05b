using System.Text.Json;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>A network interface as far as addresses go.</summary>
/// <param name="PrivateAddresses">The primary configuration's first.</param>
/// <param name="PublicAddressIds">Resource ids, the primary configuration's first.</param>
internal sealed record NetworkInterface(IReadOnlyList<string> PrivateAddresses, IReadOnlyList<string> PublicAddressIds);

/// <summary>
/// A subscription's network interfaces and public addresses by resource id. Ids compare without case:
/// Azure itself writes the same resource group in capitals in one answer and in lower case in another.
/// </summary>
internal sealed class NetworkAddresses
{
    private readonly Dictionary<string, NetworkInterface> interfaces = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> publicAddresses = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every list of network interfaces that was asked for was read to its end.</summary>
    public bool InterfacesKnown { get; set; } = true;

    /// <summary>Every list of public addresses that was asked for was read to its end.</summary>
    public bool PublicAddressesKnown { get; set; } = true;

    public NetworkInterface? Interface(string id) => interfaces.GetValueOrDefault(id);

    /// <summary>Whether any interface of this resource's parts refers to a public address.</summary>
    public bool HasPublicAddressOf(string resourceId) =>
        interfaces.Any(nic => nic.Value.PublicAddressIds.Count > 0 && nic.Key.StartsWith(resourceId + "/", StringComparison.OrdinalIgnoreCase));

    /// <summary>Null while the address has no value: a dynamic one, with its VM deallocated.</summary>
    public string? PublicAddress(string id) => publicAddresses.GetValueOrDefault(id);

    public void AddInterface(JsonElement item)
    {
        if (item.Text("id"u8) is not { } id)
        {
            return;
        }

        // Of one configuration Azure need not say that it is the primary one.
        var privateAddresses = new List<string>(1);
        var publicIds = new List<string>(1);
        foreach (var configuration in item.Object("properties"u8)?.Objects("ipConfigurations"u8) ?? [])
        {
            if (configuration.Object("properties"u8) is not { } properties)
            {
                continue;
            }

            var isPrimary = properties.IsPrimary();
            Put(privateAddresses, properties.Text("privateIPAddress"u8), isPrimary);
            Put(publicIds, properties.Object("publicIPAddress"u8)?.Text("id"u8), isPrimary);
        }

        interfaces[id] = new(privateAddresses, publicIds);
    }

    public void AddPublicAddress(JsonElement item)
    {
        if (item.Text("id"u8) is { } id && item.Object("properties"u8)?.Text("ipAddress"u8) is { } address)
        {
            publicAddresses[id] = address;
        }
    }

    private static void Put(List<string> values, string? value, bool first)
    {
        if (value is not null)
        {
            values.Insert(first ? 0 : values.Count, value);
        }
    }
}
