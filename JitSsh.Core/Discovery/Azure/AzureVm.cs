using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>A VM of the SDK, in JitSsh's words.</summary>
internal static class AzureVm
{
    private static readonly PowerState[] States = Enum.GetValues<PowerState>();

    /// <summary>What is kept of a VM of the VMs' list: one by itself, or one of a scale set in flexible orchestration.</summary>
    public static FoundVm Find(VirtualMachineData vm) => new(vm.Id.ToString().ToLowerInvariant(), Interfaces(vm.NetworkProfile))
    {
        VmId = vm.VmId,
        Name = vm.Name,
        ResourceGroup = vm.Id.ResourceGroupName ?? "",
        Region = vm.Location.Name,
        Tags = Sorted(vm.Tags),
        OperatingSystem = Os(vm.StorageProfile, vm.OSProfile),
        IsSpot = vm.Priority == VirtualMachinePriorityType.Spot,
        ScaleSet = vm.VirtualMachineScaleSetId?.Name,
    };

    /// <summary>What is kept of an instance of a scale set in uniform orchestration. Whether it is spot stands at the scale set.</summary>
    public static FoundVm Find(VirtualMachineScaleSetVmData vm, VirtualMachineScaleSetData set) => new(vm.Id.ToString().ToLowerInvariant(), Interfaces(vm.NetworkProfile))
    {
        VmId = vm.VmId,
        Name = vm.Name,
        ResourceGroup = vm.Id.ResourceGroupName ?? "",
        Region = vm.Location.Name,
        Tags = Sorted(vm.Tags),
        OperatingSystem = Os(vm.StorageProfile, vm.OSProfile),
        IsSpot = set.VirtualMachineProfile?.Priority == VirtualMachinePriorityType.Spot,
        ScaleSet = set.Name,
        Power = Power(vm.InstanceView?.Statuses),
    };

    /// <summary>Whether the settings' resource groups and tags let this VM in.</summary>
    public static bool IsWanted(string resourceGroup, IEnumerable<KeyValuePair<string, string>> tags, AzureVmSettings settings) =>
        IsGroupWanted(resourceGroup, settings)
        && settings.Tags.All(wanted => tags.Any(tag => Matches(tag, wanted)))
        && !settings.ExcludedTags.Any(unwanted => tags.Any(tag => Matches(tag, unwanted)));

    /// <summary>Whether the settings let anything of this resource group in. Names compare without case.</summary>
    public static bool IsGroupWanted(string resourceGroup, AzureVmSettings settings) =>
        (settings.ResourceGroups.Count == 0 || settings.ResourceGroups.Contains(resourceGroup, StringComparer.OrdinalIgnoreCase))
        && !settings.ExcludedResourceGroups.Contains(resourceGroup, StringComparer.OrdinalIgnoreCase);

    public static PowerState Power(IEnumerable<InstanceViewStatus>? statuses)
    {
        const string Prefix = "PowerState/";
        var code = statuses?.Select(status => status.Code).FirstOrDefault(code => code?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true);
        return code is null ? PowerState.Unknown : Array.Find(States, state => code.AsSpan(Prefix.Length).Equals(state.ToString(), StringComparison.OrdinalIgnoreCase));
    }

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
    private static string[] Interfaces(VirtualMachineNetworkProfile? profile) => profile is null
        ? []
        : [.. profile.NetworkInterfaces.OrderBy(reference => reference.Primary == true ? 0 : 1).Select(reference => reference.Id?.ToString()).OfType<string>()];

    private static OsKind Os(VirtualMachineStorageProfile? storage, VirtualMachineOSProfile? profile)
    {
        var os = storage?.OSDisk?.OSType;
        return os == SupportedOperatingSystemType.Linux || profile?.LinuxConfiguration is not null ? OsKind.Linux
            : os == SupportedOperatingSystemType.Windows || profile?.WindowsConfiguration is not null ? OsKind.Windows
            : OsKind.Unknown;
    }

    private static IReadOnlyDictionary<string, string> Sorted(IDictionary<string, string> tags) => tags.Count == 0
        ? DiscoveredServer.NoTags
        : tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).DistinctBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static bool Matches(KeyValuePair<string, string> tag, KeyValuePair<string, string> asked) =>
        string.Equals(tag.Key, asked.Key, StringComparison.OrdinalIgnoreCase) && (asked.Value.Length == 0 || string.Equals(tag.Value, asked.Value, StringComparison.Ordinal));
}
