using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>A network interface with its public address as ARM writes them; field by field as in recorded answers.</summary>
/// <param name="vm">Whose it is.</param>
/// <param name="vmId">That VM's resource id.</param>
/// <param name="group">The resource id of what it lies in: a resource group's network, or an instance of a scale set.</param>
/// <param name="reference">The same as the VM refers to it: kept as it was sent when the VM was made.</param>
/// <param name="index">0 for the first.</param>
/// <param name="nic">The interface.</param>
/// <param name="isPrimary">Whether it is the VM's primary.</param>
internal sealed class NetworkShapes(SimulatedVm vm, string vmId, string group, string reference, int index, SimulatedInterface nic, bool isPrimary)
{
    private string Name => $"{vm.Name}-nic{(index == 0 ? "" : $"-{index}")}";

    private string AddressName => $"{vm.Name}-ip{(index == 0 ? "" : $"-{index}")}";

    private string Id => $"{group}/networkInterfaces/{Name}";

    private string AddressId => vmId.Contains("/virtualMachineScaleSets/", StringComparison.Ordinal)
        ? $"{Id}/ipConfigurations/ipconfig1/publicIPAddresses/{AddressName}"
        : $"{group}/publicIPAddresses/{AddressName}";

    public bool HasPublicAddress => nic.PublicAddress is not null;

    /// <summary>The interfaces of a VM that is no instance of a uniform scale set.</summary>
    public static IEnumerable<NetworkShapes> Of(SimulatedSubscription subscription, SimulatedVm vm) => Of(
        vm, ArmShapes.VmId(subscription, vm),
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup.ToLowerInvariant()}/providers/Microsoft.Network",
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup}/providers/Microsoft.Network");

    /// <summary>The interfaces of a VM; none if it has no private address.</summary>
    public static IEnumerable<NetworkShapes> Of(SimulatedVm vm, string vmId, string group, string reference)
    {
        List<SimulatedInterface> all = vm.PrivateAddress.Length == 0 ? [] : [new(vm.PrivateAddress, vm.PublicAddress), .. vm.MoreInterfaces];
        var primary = Math.Max(0, all.FindIndex(nic => nic.IsPrimary));
        return all.Select((nic, i) => new NetworkShapes(vm, vmId, group, reference, i, nic, i == primary));
    }

    public JsonNode Reference() => new JsonObject { ["id"] = $"{reference}/networkInterfaces/{Name}", ["properties"] = new JsonObject { ["primary"] = isPrimary } };

    public JsonObject Interface()
    {
        var configuration = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["privateIPAddress"] = nic.PrivateAddress,
            ["privateIPAllocationMethod"] = "Dynamic",
            ["primary"] = true,
            ["privateIPAddressVersion"] = Version(nic.PrivateAddress),
        };
        if (nic.PublicAddress is not null)
        {
            configuration["publicIPAddress"] = new JsonObject { ["id"] = AddressId };
        }

        return new JsonObject
        {
            ["name"] = Name,
            ["id"] = Id,
            ["location"] = vm.Region,
            ["type"] = "Microsoft.Network/networkInterfaces",
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["ipConfigurations"] = new JsonArray(new JsonObject
                {
                    ["name"] = "ipconfig1",
                    ["id"] = $"{Id}/ipConfigurations/ipconfig1",
                    ["type"] = "Microsoft.Network/networkInterfaces/ipConfigurations",
                    ["properties"] = configuration,
                }),
                ["primary"] = isPrimary,
                ["virtualMachine"] = new JsonObject { ["id"] = vmId },
            },
        };
    }

    public JsonObject PublicAddress()
    {
        var properties = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["publicIPAddressVersion"] = Version(nic.PublicAddress ?? ""),
            ["publicIPAllocationMethod"] = "Dynamic",
            ["ipConfiguration"] = new JsonObject { ["id"] = $"{Id}/ipConfigurations/ipconfig1" },
        };
        if (vm.PowerState != SimulatedPowerState.Deallocated)
        {
            properties["ipAddress"] = nic.PublicAddress;
        }

        return new JsonObject
        {
            ["name"] = AddressName,
            ["id"] = AddressId,
            ["location"] = vm.Region,
            ["type"] = "Microsoft.Network/publicIPAddresses",
            ["properties"] = properties,
            ["sku"] = new JsonObject { ["name"] = "Basic", ["tier"] = "Regional" },
        };
    }

    private static string Version(string address) => address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4";
}
