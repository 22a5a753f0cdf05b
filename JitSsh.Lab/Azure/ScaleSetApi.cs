using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>Scale sets, and of those in uniform orchestration the instances and their network: https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets/list-all.</summary>
internal sealed class ScaleSetApi(SimulatedAzureOptions options, Func<Uri?> linkBase)
{
    private const string All = "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachineScaleSets";
    private const string One = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachineScaleSets/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(All, (string subscription, HttpRequest request) => Find(subscription) is { } found
            ? ArmPage.Of(request, [.. found.ScaleSets.Select(set => Set(found, set)), .. Flexible(found)], options.PageSize, linkBase(), item => item)
            : ArmError.SubscriptionNotFound(subscription));
        routes.MapGet($"{One}/virtualMachines", (string subscription, string group, string name, HttpRequest request) =>
        {
            var withView = request.Query["$expand"] == "instanceView";
            return In(subscription, group, name, request, (found, set) => set.Instances.Select(vm => Instance(found, set, vm, withView)));
        });
        routes.MapGet($"{One}/networkInterfaces", (string subscription, string group, string name, HttpRequest request) =>
            In(subscription, group, name, request, (found, set) => Network(found, set).Select(nic => nic.Interface())));
        routes.MapGet($"{One}/publicIPAddresses", (string subscription, string group, string name, HttpRequest request) =>
            In(subscription, group, name, request, (found, set) => Network(found, set).Where(nic => nic.HasPublicAddress).Select(nic => nic.PublicAddress())));
        routes.MapGet($"{One}/virtualMachines/{{instance:int}}", (string subscription, string group, string name, int instance, HttpRequest request) =>
            Find(subscription) is { } found && Find(found, group, name) is { } set && set.Instances.FirstOrDefault(vm => vm.InstanceId == instance) is { Vm: not null } vm
                ? Results.Json(Instance(found, set, vm, withView: false))
                : ArmError.NotFound(request.Path));
    }

    private SimulatedSubscription? Find(string subscription) =>
        options.Subscriptions.FirstOrDefault(found => string.Equals(found.Id.ToString(), subscription, StringComparison.OrdinalIgnoreCase));

    private static SimulatedScaleSet? Find(SimulatedSubscription subscription, string group, string name) => subscription.ScaleSets.FirstOrDefault(set =>
        string.Equals(set.Name, name, StringComparison.OrdinalIgnoreCase) && string.Equals(set.ResourceGroup, group, StringComparison.OrdinalIgnoreCase));

    private IResult In(string subscription, string group, string name, HttpRequest request, Func<SimulatedSubscription, SimulatedScaleSet, IEnumerable<JsonObject>> items) =>
        Find(subscription) is not { } found ? ArmError.SubscriptionNotFound(subscription)
        : Find(found, group, name) is not { } set ? ArmError.NotFound(request.Path)
        : ArmPage.Of(request, [.. items(found, set)], options.PageSize, linkBase(), item => item);

    private static string Id(SimulatedSubscription subscription, SimulatedScaleSet set) =>
        $"/subscriptions/{subscription.Id}/resourceGroups/{set.ResourceGroup.ToUpperInvariant()}/providers/Microsoft.Compute/virtualMachineScaleSets/{set.Name}";

    private static SimulatedVm Named(SimulatedScaleSet set, (int InstanceId, SimulatedVm Vm) instance) =>
        instance.Vm with { Name = $"{set.Name}_{instance.InstanceId}", ResourceGroup = set.ResourceGroup, Region = set.Region, OsType = set.OsType };

    private static JsonObject Set(SimulatedSubscription subscription, SimulatedScaleSet set)
    {
        var profile = new JsonObject { ["storageProfile"] = new JsonObject { ["osDisk"] = new JsonObject { ["osType"] = set.OsType, ["createOption"] = "FromImage" } } };
        if (set.IsSpot)
        {
            profile["priority"] = "Spot";
        }

        return Item(Id(subscription, set), set.Name, set.Region, set.Instances.Count, new JsonObject { ["orchestrationMode"] = "Uniform", ["virtualMachineProfile"] = profile });
    }

    private static IEnumerable<JsonObject> Flexible(SimulatedSubscription subscription) => subscription.Vms
        .Where(vm => vm.FlexibleScaleSet is not null)
        .GroupBy(vm => (vm.ResourceGroup, vm.FlexibleScaleSet))
        .Select(vms => Item(
            $"/subscriptions/{subscription.Id}/resourceGroups/{vms.Key.ResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/{vms.Key.FlexibleScaleSet}",
            vms.Key.FlexibleScaleSet!, vms.First().Region, vms.Count(), new JsonObject { ["orchestrationMode"] = "Flexible" }));

    private static JsonObject Item(string id, string name, string region, int capacity, JsonObject properties)
    {
        properties["provisioningState"] = "Succeeded";
        return new()
        {
            ["name"] = name,
            ["id"] = id,
            ["type"] = "Microsoft.Compute/virtualMachineScaleSets",
            ["location"] = region,
            ["sku"] = new JsonObject { ["name"] = "Standard_B2s", ["tier"] = "Standard", ["capacity"] = capacity },
            ["properties"] = properties,
        };
    }

    private static JsonObject Instance(SimulatedSubscription subscription, SimulatedScaleSet set, (int InstanceId, SimulatedVm Vm) instance, bool withView)
    {
        var vm = Named(set, instance);
        var id = $"{Id(subscription, set)}/virtualMachines/{instance.InstanceId}";
        var properties = new JsonObject
        {
            ["vmId"] = vm.VmId.ToString(),
            ["provisioningState"] = "Succeeded",
            ["latestModelApplied"] = true,
            ["hardwareProfile"] = new JsonObject(),
            ["storageProfile"] = ArmShapes.Storage(vm),
            ["osProfile"] = ArmShapes.Os(vm),
            ["networkProfile"] = new JsonObject { ["networkInterfaces"] = new JsonArray([.. NetworkShapes.Of(vm, id, id, id).Select(nic => nic.Reference())]) },
        };
        if (withView)
        {
            properties["instanceView"] = ArmShapes.InstanceView(vm);
        }

        return new()
        {
            ["name"] = vm.Name,
            ["id"] = id,
            ["instanceId"] = $"{instance.InstanceId}",
            ["type"] = "Microsoft.Compute/virtualMachineScaleSets/virtualMachines",
            ["location"] = vm.Region,
            ["tags"] = ArmShapes.Tags(vm),
            ["properties"] = properties,
        };
    }

    private static IEnumerable<NetworkShapes> Network(SimulatedSubscription subscription, SimulatedScaleSet set) => set.Instances.SelectMany(instance =>
    {
        var id = $"{Id(subscription, set)}/virtualMachines/{instance.InstanceId}";
        return NetworkShapes.Of(Named(set, instance), id, id, id);
    });
}
