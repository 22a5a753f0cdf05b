using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>A VM of the SDK, in JitSsh's words.</summary>
internal static class AzureVm
{
    public static OsKind OperatingSystem(VirtualMachineData vm)
    {
        var os = vm.StorageProfile?.OSDisk?.OSType;
        return os == SupportedOperatingSystemType.Linux || vm.OSProfile?.LinuxConfiguration is not null ? OsKind.Linux
            : os == SupportedOperatingSystemType.Windows || vm.OSProfile?.WindowsConfiguration is not null ? OsKind.Windows
            : OsKind.Unknown;
    }

    /// <summary>Whether the settings' resource groups and tags let this VM in.</summary>
    public static bool IsWanted(VirtualMachineData vm, AzureVmSettings settings) =>
        (settings.ResourceGroups.Count == 0 || settings.ResourceGroups.Contains(vm.Id.ResourceGroupName, StringComparer.OrdinalIgnoreCase))
        && settings.Tags.All(wanted => vm.Tags.Any(tag =>
            string.Equals(tag.Key, wanted.Key, StringComparison.OrdinalIgnoreCase)
            && (wanted.Value.Length == 0 || string.Equals(tag.Value, wanted.Value, StringComparison.Ordinal))));

    public static PowerState Power(VirtualMachineInstanceView? view)
    {
        const string Prefix = "PowerState/";
        var code = view?.Statuses.Select(status => status.Code).FirstOrDefault(code => code?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true);
        return Enum.GetValues<PowerState>().FirstOrDefault(state => string.Equals(code?[Prefix.Length..], state.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    public static DiscoveredServer Describe(VirtualMachineData vm, string subscriptionId, PowerState power, NetworkAddresses network, AzureVmSettings settings)
    {
        // One interface need not be marked primary; of several, Azure marks one.
        var interfaces = (vm.NetworkProfile?.NetworkInterfaces ?? [])
            .OrderBy(reference => reference.Primary == true ? 0 : 1)
            .Select(reference => network.Interface(reference.Id?.ToString() ?? ""))
            .OfType<NetworkInterface>()
            .ToList();
        var privateAddresses = interfaces.SelectMany(nic => nic.PrivateAddresses).ToList();
        var publicIds = interfaces.Take(1).SelectMany(nic => nic.PublicAddressIds).ToList();
        var publicAddress = publicIds.Select(network.PublicAddress).FirstOrDefault(value => value is not null);
        var address = settings.AddressKind == AzureAddressKind.Public ? publicAddress : privateAddresses.FirstOrDefault();
        return new DiscoveredServer
        {
            ExternalId = vm.Id.ToString().ToLowerInvariant(),
            VmId = vm.VmId,
            Name = vm.Name,
            ResourceGroup = vm.Id.ResourceGroupName,
            Region = vm.Location.Name,
            SubscriptionId = subscriptionId,
            Tags = new Dictionary<string, string>(vm.Tags, StringComparer.OrdinalIgnoreCase),
            PrivateAddresses = privateAddresses,
            PublicAddress = publicAddress,
            Address = address,
            NoAddressReason = address is null ? WhyNone(settings.AddressKind, network, interfaces.Count, publicIds, power) : null,
            Port = settings.Port,
            PowerState = power,
            OperatingSystem = OperatingSystem(vm),
        };
    }

    private static string WhyNone(AzureAddressKind kind, NetworkAddresses network, int interfaces, List<string> publicIds, PowerState power)
    {
        if (!network.InterfacesKnown)
        {
            return "The network interfaces could not be read, so the address is not known.";
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
            : power == PowerState.Deallocated ? "Its public address is dynamic and has no value while the VM is deallocated."
            : "Its public address has no value at the moment.";
    }
}
