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
        properties["storageProfile"] = Storage(vm);
        properties["osProfile"] = Os(vm);
        properties["networkProfile"] = new JsonObject
        {
            ["networkInterfaces"] = new JsonArray([.. NetworkShapes.Of(subscription, vm).Select(nic => nic.Reference())]),
        };
        if (vm.IsSpot)
        {
            (properties["priority"], properties["evictionPolicy"]) = ("Spot", "Deallocate");
        }

        if (vm.FlexibleScaleSet is not null)
        {
            properties["virtualMachineScaleSet"] = new JsonObject { ["id"] = $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/{vm.FlexibleScaleSet}" };
        }

        if (withInstanceView)
        {
            properties["instanceView"] = InstanceView(vm);
        }

        return json;
    }

    public static JsonObject Storage(SimulatedVm vm) => new()
    {
        ["imageReference"] = new JsonObject
        {
            ["publisher"] = vm.Image.Publisher, ["offer"] = vm.Image.Offer, ["sku"] = vm.Image.Sku, ["version"] = "latest",
        },
        ["osDisk"] = new JsonObject { ["osType"] = vm.OsType, ["name"] = $"{vm.Name}_OsDisk_1", ["createOption"] = "FromImage", ["caching"] = "ReadWrite" },
        ["dataDisks"] = new JsonArray(),
    };

    public static JsonObject Os(SimulatedVm vm) => new()
    {
        ["computerName"] = vm.Name,
        ["adminUsername"] = "jitadmin",
        [vm.OsType == "Windows" ? "windowsConfiguration" : "linuxConfiguration"] = vm.OsType == "Windows"
            ? new JsonObject { ["provisionVMAgent"] = true }
            : new JsonObject { ["disablePasswordAuthentication"] = true },
        ["secrets"] = new JsonArray(),
    };

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

    private static JsonObject VmHead(SimulatedSubscription subscription, SimulatedVm vm) => new()
    {
        ["name"] = vm.Name,
        ["id"] = VmId(subscription, vm),
        ["type"] = "Microsoft.Compute/virtualMachines",
        ["location"] = vm.Region,
        ["properties"] = new JsonObject { ["vmId"] = vm.VmId.ToString(), ["provisioningState"] = "Succeeded" },
    };

    public static JsonObject Tags(SimulatedVm vm) => new(vm.Tags.Select(tag => KeyValuePair.Create<string, JsonNode?>(tag.Key, tag.Value)));

    // Recorded answers write the group in capitals in a VM's id, and as it was made in a network interface's.
    public static string VmId(SimulatedSubscription subscription, SimulatedVm vm) =>
        $"/subscriptions/{subscription.Id}/resourceGroups/{vm.ResourceGroup.ToUpperInvariant()}/providers/Microsoft.Compute/virtualMachines/{vm.Name}";
}
