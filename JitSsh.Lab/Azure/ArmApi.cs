namespace JitSsh.Lab.Azure;

/// <summary>The part of Azure Resource Manager that discovery asks: https://learn.microsoft.com/rest/api/compute/virtual-machines/list-all
/// and its neighbours.</summary>
internal sealed class ArmApi(SimulatedAzureOptions options, Func<Uri?> linkBase)
{
    private const string Vms = "/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines";
    private const string OneVm = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/subscriptions", (HttpRequest request) => List(request, options.Subscriptions, subscription => ArmShapes.Subscription(subscription, options.TenantId)));
        routes.MapGet("/subscriptions/{subscription}", (string subscription) => In(subscription, found => Results.Json(ArmShapes.Subscription(found, options.TenantId))));
        routes.MapGet("/subscriptions/{subscription}/resourcegroups", ResourceGroups);
        routes.MapGet(Vms, ListVms);
        routes.MapGet(OneVm, (string subscription, string group, string name, HttpRequest request) =>
            Vm(subscription, group, name, (found, vm) => Results.Json(ArmShapes.Vm(found, vm, IsInstanceView(request)))));
        routes.MapGet($"{OneVm}/instanceView", (string subscription, string group, string name) =>
            Vm(subscription, group, name, (_, vm) => Results.Json(ArmShapes.InstanceView(vm))));
        routes.MapGet("/subscriptions/{subscription}/providers/Microsoft.Network/networkInterfaces", (string subscription, HttpRequest request) =>
            In(subscription, found => List(request, [.. found.Vms.SelectMany(vm => NetworkShapes.Of(found, vm))], nic => nic.Interface())));
        routes.MapGet("/subscriptions/{subscription}/providers/Microsoft.Network/publicIPAddresses", (string subscription, HttpRequest request) =>
            In(subscription, found => List(request, [.. found.Vms.SelectMany(vm => NetworkShapes.Of(found, vm)).Where(nic => nic.HasPublicAddress)], nic => nic.PublicAddress())));
        var operations = new Operations(options);
        var (commands, power) = (new RunCommandApi(options, operations), new PowerApi(options, operations));
        operations.Map(routes);
        routes.MapPost($"{OneVm}/runCommand", (string subscription, string group, string name, HttpContext context) =>
            Find(subscription, group, name) is var (found, vm) ? commands.RunAsync(context, found, vm) : Task.FromResult(ArmError.Make(404, "ResourceNotFound", $"The Resource 'Microsoft.Compute/virtualMachines/{name}' under resource group '{group}' was not found.")));
        routes.MapPost($"{OneVm}/start", (string subscription, string group, string name, HttpContext context) => Vm(subscription, group, name, (found, vm) => power.Start(context, found, vm)));
        routes.MapPost($"{OneVm}/powerOff", (string subscription, string group, string name, HttpContext context) =>
            Vm(subscription, group, name, (found, vm) => power.Stop(context, found, vm, SimulatedPowerState.Stopped)));
        routes.MapPost($"{OneVm}/deallocate", (string subscription, string group, string name, HttpContext context) =>
            Vm(subscription, group, name, (found, vm) => power.Stop(context, found, vm, SimulatedPowerState.Deallocated)));
        routes.MapFallback("/subscriptions/{**rest}", (HttpRequest request) =>
            ArmError.Make(404, "ResourceNotFound", $"The simulated Azure does not have '{request.Path}'."));
    }

    private IResult ListVms(string subscription, HttpRequest request)
    {
        // The real one wants a $filter on a scale set beside $expand, and this has no scale sets.
        if (IsInstanceView(request))
        {
            return ArmError.Make(400, "BadRequest", "The expand expression 'instanceView' can only be specified if a valid $filter option is specified.");
        }

        var statusOnly = string.Equals(request.Query["statusOnly"], "true", StringComparison.OrdinalIgnoreCase);
        return In(subscription, found => List(request, found.Vms, vm => statusOnly ? ArmShapes.VmStatus(found, vm) : ArmShapes.Vm(found, vm, withInstanceView: false)));
    }

    private IResult ResourceGroups(string subscription, HttpRequest request) => In(subscription, found =>
    {
        var groups = found.Vms.DistinctBy(vm => vm.ResourceGroup, StringComparer.OrdinalIgnoreCase).ToList();
        return List(request, groups, vm => ArmShapes.ResourceGroup(found, vm.ResourceGroup, vm.Region));
    });

    private IResult Vm(string subscription, string group, string name, Func<SimulatedSubscription, SimulatedVm, IResult> answer) => In(subscription, found =>
    {
        var vm = found.Vms.FirstOrDefault(vm =>
            string.Equals(vm.Name, name, StringComparison.OrdinalIgnoreCase) && string.Equals(vm.ResourceGroup, group, StringComparison.OrdinalIgnoreCase));
        return vm is not null
            ? answer(found, vm)
            : ArmError.Make(404, "ResourceNotFound", $"The Resource 'Microsoft.Compute/virtualMachines/{name}' under resource group '{group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    });

    private (SimulatedSubscription Subscription, SimulatedVm Vm)? Find(string subscription, string resourceGroup, string name) => (
        from found in options.Subscriptions
        where string.Equals(found.Id.ToString(), subscription, StringComparison.OrdinalIgnoreCase)
        from vm in found.Vms
        where string.Equals(vm.Name, name, StringComparison.OrdinalIgnoreCase) && string.Equals(vm.ResourceGroup, resourceGroup, StringComparison.OrdinalIgnoreCase)
        select ((SimulatedSubscription, SimulatedVm)?)(found, vm)).FirstOrDefault();

    private IResult In(string subscription, Func<SimulatedSubscription, IResult> answer) =>
        options.Subscriptions.FirstOrDefault(found => string.Equals(found.Id.ToString(), subscription, StringComparison.OrdinalIgnoreCase)) is { } found
            ? answer(found)
            : ArmError.SubscriptionNotFound(subscription);

    private IResult List<T>(HttpRequest request, IReadOnlyList<T> all, Func<T, System.Text.Json.Nodes.JsonObject> shape) =>
        ArmPage.Of(request, all, options.PageSize, linkBase(), shape);

    private static bool IsInstanceView(HttpRequest request) => string.Equals(request.Query["$expand"], "instanceView", StringComparison.OrdinalIgnoreCase);
}
