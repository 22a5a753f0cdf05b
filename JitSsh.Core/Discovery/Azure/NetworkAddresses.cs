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

    /// <summary>https://learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/list-all</summary>
    public void AddInterface(JsonElement item)
    {
        var privateAddresses = new List<string>();
        var publicIds = new List<string>();
        foreach (var configuration in Configurations(item))
        {
            if (Text(configuration, "privateIPAddress") is { } address)
            {
                privateAddresses.Add(address);
            }

            if (Object(configuration, "publicIPAddress") is { } reference && Text(reference, "id") is { } publicId)
            {
                publicIds.Add(publicId);
            }
        }

        if (Text(item, "id") is { } id)
        {
            interfaces[id] = new NetworkInterface(privateAddresses, publicIds);
        }
    }

    /// <summary>https://learn.microsoft.com/rest/api/virtualnetwork/public-ip-addresses/list-all</summary>
    public void AddPublicAddress(JsonElement item)
    {
        if (Text(item, "id") is { } id && Object(item, "properties") is { } properties && Text(properties, "ipAddress") is { } address)
        {
            publicAddresses[id] = address;
        }
    }

    private static IEnumerable<JsonElement> Configurations(JsonElement item) =>
        Object(item, "properties") is { } properties
        && properties.TryGetProperty("ipConfigurations", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(configuration => Object(configuration, "properties")).OfType<JsonElement>().OrderBy(IsPrimary)
            : [];

    // 0 before 1; the order is stable otherwise.
    private static int IsPrimary(JsonElement configuration) =>
        configuration.TryGetProperty("primary", out var primary) && primary.ValueKind == JsonValueKind.True ? 0 : 1;

    private static JsonElement? Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;
}
