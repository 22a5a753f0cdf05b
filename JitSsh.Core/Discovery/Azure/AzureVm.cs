using System.Text;
using System.Text.Json;
using Azure.Core;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>A VM of Azure, in JitSsh's words.</summary>
internal static class AzureVm
{
    private static readonly PowerState[] States = Enum.GetValues<PowerState>();

    /// <summary>What is kept of a VM of the VMs' list: one by itself, or one of a scale set in flexible orchestration.</summary>
    /// <exception cref="JsonException">It has no id or no name.</exception>
    public static FoundVm Find(JsonElement vm)
    {
        var (id, name) = (Needed(vm, "id"u8), Needed(vm, "name"u8));
        var properties = vm.Object("properties"u8) ?? default;
        return new(id.ToLowerInvariant(), Interfaces(properties))
        {
            VmId = properties.Text("vmId"u8),
            Name = name,
            ResourceGroup = ResourceGroupOf(id),
            Region = vm.Text("location"u8) is { } location ? new AzureLocation(location).Name : "",
            Tags = Tags(vm),
            OperatingSystem = Os(properties),
            IsSpot = IsSpot(properties),
            ScaleSet = properties.Object("virtualMachineScaleSet"u8)?.Text("id"u8) is { } set ? set[(set.LastIndexOf('/') + 1)..] : null,
        };
    }

    /// <summary>What is kept of an instance of a scale set in uniform orchestration. Whether it is spot stands at the scale set.</summary>
    public static FoundVm Find(JsonElement vm, FoundScaleSet set) => Find(vm) with { IsSpot = set.IsSpot, ScaleSet = set.Name, Power = Power(vm) };

    /// <summary>Whether it is on, by the instance view of an item of a list.</summary>
    public static PowerState Power(JsonElement vm) => Power(vm.Object("properties"u8)?.Object("instanceView"u8)?.Objects("statuses"u8).Select(status => status.Text("code"u8)));

    /// <summary>What an item cannot do without.</summary>
    public static string Needed(JsonElement item, ReadOnlySpan<byte> name) => item.Text(name) ?? throw new JsonException($"An item of the list has no {Encoding.UTF8.GetString(name)}.");

    /// <summary>The name that a resource's id gives its group, in the letters written there; empty if it gives none.</summary>
    public static string ResourceGroupOf(string resourceId)
    {
        const string Before = "/resourceGroups/";
        var from = resourceId.IndexOf(Before, StringComparison.OrdinalIgnoreCase);
        if (from < 0)
        {
            return "";
        }

        from += Before.Length;
        var to = resourceId.IndexOf('/', from);
        return to < 0 ? resourceId[from..] : resourceId[from..to];
    }

    /// <summary>Whether the settings' resource groups and tags let this VM in.</summary>
    public static bool IsWanted(string resourceGroup, IEnumerable<KeyValuePair<string, string>> tags, AzureVmSettings settings) =>
        IsGroupWanted(resourceGroup, settings)
        && settings.Tags.All(wanted => tags.Any(tag => Matches(tag, wanted)))
        && !settings.ExcludedTags.Any(unwanted => tags.Any(tag => Matches(tag, unwanted)));

    /// <summary>Whether the settings let anything of this resource group in. Names compare without case.</summary>
    public static bool IsGroupWanted(string resourceGroup, AzureVmSettings settings) =>
        (settings.ResourceGroups.Count == 0 || settings.ResourceGroups.Contains(resourceGroup, StringComparer.OrdinalIgnoreCase))
        && !settings.ExcludedResourceGroups.Contains(resourceGroup, StringComparer.OrdinalIgnoreCase);

    /// <param name="codes">Of a VM's statuses, of which one says whether it is on, as in <c>PowerState/running</c>.</param>
    public static PowerState Power(IEnumerable<string?>? codes)
    {
        const string Prefix = "PowerState/";
        var code = codes?.FirstOrDefault(code => code?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true);
        return code is null ? PowerState.Unknown : Array.Find(States, state => code.AsSpan(Prefix.Length).Equals(state.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What stands in the disk says it; a disk that was attached may not, and the configuration does.</summary>
    public static OsKind Os(JsonElement properties)
    {
        var profile = properties.Object("osProfile"u8) ?? default;
        var disk = properties.Object("storageProfile"u8)?.Object("osDisk"u8)?.Text("osType"u8);
        return string.Equals(disk, "Linux", StringComparison.OrdinalIgnoreCase) || profile.Object("linuxConfiguration"u8) is not null ? OsKind.Linux
            : string.Equals(disk, "Windows", StringComparison.OrdinalIgnoreCase) || profile.Object("windowsConfiguration"u8) is not null ? OsKind.Windows
            : OsKind.Unknown;
    }

    public static bool IsSpot(JsonElement properties) => string.Equals(properties.Text("priority"u8), "Spot", StringComparison.OrdinalIgnoreCase);

    public static DiscoveredServer Describe(FoundVm vm, string subscriptionId, NetworkAddresses network, AzureVmSettings settings)
    {
        var interfaces = vm.Interfaces.Select(network.Interface).OfType<NetworkInterface>().ToList();
        var privateAddresses = interfaces.SelectMany(nic => nic.PrivateAddresses).ToList();

        // The primary interface's address is the one that answers where it is asked; another one's is better than none.
        var publicIds = interfaces.SelectMany(nic => nic.PublicAddressIds).ToList();
        var publicAddress = publicIds.Select(network.PublicAddress).FirstOrDefault(value => value is not null);
        var address = settings.AddressKind == AzureAddressKind.Public ? publicAddress : privateAddresses.FirstOrDefault();
        return new DiscoveredServer
        {
            ExternalId = vm.Id,
            VmId = vm.VmId,
            Name = vm.Name,
            ResourceGroup = vm.ResourceGroup,
            Region = vm.Region,
            SubscriptionId = subscriptionId,
            Tags = vm.Tags,
            PrivateAddresses = privateAddresses,
            PublicAddress = publicAddress,
            Address = address,
            NoAddressReason = address is null ? WhyNone(vm, settings.AddressKind, network, interfaces.Count, publicIds) : null,
            Port = settings.Port,
            PowerState = vm.Power,
            IsSpot = vm.IsSpot,
            ScaleSet = vm.ScaleSet,
            OperatingSystem = vm.OperatingSystem,
        };
    }

    private static string WhyNone(FoundVm vm, AzureAddressKind kind, NetworkAddresses network, int interfaces, List<string> publicIds)
    {
        if (!network.InterfacesKnown)
        {
            return "The network interfaces could not be read, so the address is not known.";
        }

        if (vm.Interfaces.Count == 0)
        {
            return "It has no network interface. Attach one to the VM in Azure.";
        }

        if (interfaces == 0)
        {
            return "Its network interface is not among those this identity can see.";
        }

        if (kind == AzureAddressKind.Private)
        {
            return "Its network interface has no private address.";
        }

        if (publicIds.Count == 0)
        {
            return "It has no public address. Give it one, or let this integration use private addresses.";
        }

        return !network.PublicAddressesKnown ? "The public addresses could not be read, so the address is not known."
            : vm.Power == PowerState.Deallocated ? "Its public address is dynamic and has no value while the VM is deallocated."
            : "Its public address has no value at the moment.";
    }

    // One interface need not be marked primary; of several, Azure marks one.
    private static List<string> Interfaces(JsonElement properties)
    {
        var ids = new List<string>(1);
        foreach (var reference in properties.Object("networkProfile"u8)?.Objects("networkInterfaces"u8) ?? [])
        {
            if (reference.Text("id"u8) is { } id)
            {
                ids.Insert(reference.Object("properties"u8)?.IsPrimary() == true ? 0 : ids.Count, id);
            }
        }

        return ids;
    }

    private static IReadOnlyDictionary<string, string> Tags(JsonElement vm)
    {
        if (vm.Object("tags"u8) is not { } tags)
        {
            return DiscoveredServer.NoTags;
        }

        // Names of tags compare without case, so one that is there twice is one.
        var sorted = new SortedList<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags.EnumerateObject())
        {
            sorted[tag.Name] = tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString()! : "";
        }

        var found = new Dictionary<string, string>(sorted.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in sorted)
        {
            found.TryAdd(name, value);
        }

        return found;
    }

    private static bool Matches(KeyValuePair<string, string> tag, KeyValuePair<string, string> asked) =>
        string.Equals(tag.Key, asked.Key, StringComparison.OrdinalIgnoreCase) && (asked.Value.Length == 0 || string.Equals(tag.Value, asked.Value, StringComparison.Ordinal));
}
