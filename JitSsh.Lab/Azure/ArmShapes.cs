using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>A VM's resources as ARM writes them; field by field as in recorded answers.</summary>
internal static class ArmShapes
{
    public static JsonObject Subscription(SimulatedSubscription subscription, Guid tenantId) => new()
    {
        ["id"] = $"/subscriptions/{subscription.Id}",
        ["authorizationSource"] = "RoleBased",
        ["managedByTenants"] = new JsonArray(),
        ["subscriptionId"] = subscription.Id.ToString(),
        ["tenantId"] = tenantId.ToString(),
        ["displayName"] = subscription.DisplayName,
        ["state"] = "Enabled",
        ["subscriptionPolicies"] = new JsonObject { ["locationPlacementId"] = "Public_2014-09-01", ["quotaId"] = "PayAsYouGo_2014-09-01", ["spendingLimit"] = "Off" },
    };

    public static JsonObject ResourceGroup(SimulatedSubscription subscription, string name, string region) => new()
    {
        ["id"] = $"/subscriptions/{subscription.Id}/resourceGroups/{name}",
        ["name"] = name,
        ["type"] = "Microsoft.Resources/resourceGroups",
        ["location"] = region,
        ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded" },
    };

    public static JsonObject Vm(SimulatedSubscription subscription, SimulatedVm vm, bool withInstanceView)
    {
        var json = VmHead(subscription, vm);
        json["tags"] = Tags(vm);
        var properties = json["properties"]!.AsObject();
        properties["hardwareProfile"] = new JsonObject { ["vmSize"] = vm.Size };
        properties["storageProfile"] = new JsonObject
        {
            ["imageReference"] = new JsonObject
            {
                ["publisher"] = vm.Image.Publisher, ["offer"] = vm.Image.Offer, ["sku"] = vm.Image.Sku, ["version"] = "latest",
            },
            ["osDisk"] = new JsonObject { ["osType"] = vm.OsType, ["name"] = $"{vm.Name}_OsDisk_1", ["createOption"] = "FromImage", ["caching"] = "ReadWrite" },
            ["dataDisks"] = new JsonArray(),
        };
        properties["osProfile"] = new JsonObject
        {
            ["computerName"] = vm.Name,
            ["adminUsername"] = "jitadmin",
            [vm.OsType == "Windows" ? "windowsConfiguration" : "linuxConfiguration"] = vm.OsType == "Windows"
                ? new JsonObject { ["provisionVMAgent"] = true }
                : new JsonObject { ["disablePasswordAuthentication"] = true },
            ["secrets"] = new JsonArray(),
        };
        properties["networkProfile"] = new JsonObject
        {
            ["networkInterfaces"] = new JsonArray(new JsonObject { ["id"] = InterfaceReference(subscription, vm), ["properties"] = new JsonObject { ["primary"] = true } }),
        };
        if (withInstanceView)
        {
            properties["instanceView"] = InstanceView(vm);
        }

        return json;
    }

    /// <summary>An item of the list with <c>statusOnly=true</c>: no tags, no network, no disks.</summary>
    public static JsonObject VmStatus(SimulatedSubscription subscription, SimulatedVm vm)
    {
        var json = VmHead(subscription, vm);
        json["properties"]!["instanceView"] = InstanceView(vm);
        return json;
    }

    public static JsonObject InstanceView(SimulatedVm vm)
    {
        var power = vm.PowerState.ToString().ToLowerInvariant();
        var view = new JsonObject();
        if (vm.PowerState == SimulatedPowerState.Running)
        {
            view["computerName"] = vm.Name;
            view["osName"] = vm.OsType == "Windows" ? "Windows Server 2022 Datacenter Azure Edition" : "debian";
            view["vmAgent"] = new JsonObject
            {
                ["vmAgentVersion"] = "2.9.0.4",
                ["statuses"] = new JsonArray(new JsonObject
                {
                    ["code"] = vm.IsAgentKnownToBeDead ? "ProvisioningState/Unavailable" : "ProvisioningState/succeeded",
                    ["level"] = vm.IsAgentKnownToBeDead ? "Warning" : "Info",
                    ["displayStatus"] = vm.IsAgentKnownToBeDead ? "Not Ready" : "Ready",
                    ["message"] = vm.IsAgentKnownToBeDead ? "VM status blob is found but not yet populated." : "Guest Agent is running",
                }),
            };
        }

        view["statuses"] = new JsonArray(
            new JsonObject { ["code"] = "ProvisioningState/succeeded", ["level"] = "Info", ["displayStatus"] = "Provisioning succeeded" },
            new JsonObject { ["code"] = $"PowerState/{power}", ["level"] = "Info", ["displayStatus"] = $"VM {power}" });
        return view;
    }

    public static JsonObject Interface(SimulatedSubscription subscription, SimulatedVm vm)
    {
        var configuration = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["privateIPAddress"] = vm.PrivateAddress,
            ["privateIPAllocationMethod"] = "Dynamic",
            ["primary"] = true,
            ["privateIPAddressVersion"] = "IPv4",
        };
        if (vm.PublicAddress is not null)
        {
            configuration["publicIPAddress"] = new JsonObject { ["id"] = PublicAddressId(subscription, vm) };
        }

        return new JsonObject
        {
            ["name"] = $"{vm.Name}-nic",
            ["id"] = InterfaceId(subscription, vm),
            ["location"] = vm.Region,
            ["type"] = "Microsoft.Network/networkInterfaces",
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["ipConfigurations"] = new JsonArray(new JsonObject
                {
                    ["name"] = "ipconfig1",
                    ["id"] = $"{InterfaceId(subscription, vm)}/ipConfigurations/ipconfig1",
                    ["type"] = "Microsoft.Network/networkInterfaces/ipConfigurations",
                    ["properties"] = configuration,
                }),
                ["primary"] = true,
                ["virtualMachine"] = new JsonObject { ["id"] = VmId(subscription, vm) },
            },
        };
    }

    public static JsonObject PublicAddress(SimulatedSubscription subscription, SimulatedVm vm)
    {
        var properties = new JsonObject
        {
            ["provisioningState"] = "Succeeded",
            ["publicIPAddressVersion"] = "IPv4",
            ["publicIPAllocationMethod"] = "Dynamic",
            ["ipConfiguration"] = new JsonObject { ["id"] = $"{InterfaceId(subscription, vm)}/ipConfigurations/ipconfig1" },
        };
        if (vm.PowerState != SimulatedPowerState.Deallocated)
        {
            properties["ipAddress"] = vm.PublicAddress;
        }

        return new JsonObject
        {
            ["name"] = $"{vm.Name}-ip",
            ["id"] = PublicAddressId(subscription, vm),
            ["location"] = vm.Region,
            ["type"] = "Microsoft.Network/publicIPAddresses",
            ["properties"] = properties,
            ["sku"] = new JsonObject { ["name"] = "Basic", ["tier"] = "Regional" },
        };
    }

    private static JsonObject VmHead(SimulatedSubscription subscription, SimulatedVm vm) => new()
    {
        ["name"] = vm.Name,
        ["id"] = VmId(subscription, vm),
        ["type"] = "Microsoft.Compute/virtualMachines",
        ["location"] = vm.Region,
        ["properties"] = new JsonObject { ["vmId"] = vm.VmId.ToString(), ["provisioningState"] = "Succeeded" },
    };

    private static JsonObject Tags(SimulatedVm vm) => new(vm.Tags.Select(tag => KeyValuePair.Create<string, JsonNode?>(tag.Key, tag.Value)));

    // Recorded answers write the group in capitals in a VM's id, and as it was made in a network interface's.
    private static string VmId(SimulatedSubscription subscription, SimulatedVm vm) =>
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup.ToUpperInvariant()}/providers/Microsoft.Compute/virtualMachines/{vm.Name}";

    // A reference is kept as it was sent when the VM was made.
    private static string InterfaceReference(SimulatedSubscription subscription, SimulatedVm vm) =>
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup}/providers/Microsoft.Network/networkInterfaces/{vm.Name}-nic";

    private static string InterfaceId(SimulatedSubscription subscription, SimulatedVm vm) =>
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup.ToLowerInvariant()}/providers/Microsoft.Network/networkInterfaces/{vm.Name}-nic";

    private static string PublicAddressId(SimulatedSubscription subscription, SimulatedVm vm) =>
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup.ToLowerInvariant()}/providers/Microsoft.Network/publicIPAddresses/{vm.Name}-ip";
}
