using System.Text.Json;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What one subscription has.</summary>
internal sealed record AzureSubscriptionResult(DiscoveredScope Scope, IReadOnlyList<DiscoveredServer> Servers, IReadOnlyList<DiscoveryProblem> Problems);

/// <summary>
/// Reads one subscription in five paged lists, whatever the number of VMs: the VMs, the scale sets, the VMs' run-time status, the network interfaces, the
/// public addresses; and for each scale set in uniform orchestration its instances and their network interfaces, since those stand in no other list.
/// Two lists of VMs, because Azure expands the instance view in the first only for a scale set, and leaves network and
/// tags out of the second (<c>statusOnly=true</c>): https://learn.microsoft.com/rest/api/compute/virtual-machines/list-all.
/// </summary>
internal sealed class AzureSubscription(AzureConnection connection, AzureVmSettings settings, AzureScope scope, TimeProvider time, Action<int> found)
{
    private const int TellEach = 200;
    private readonly List<DiscoveryProblem> problems = [];
    private readonly VmSieve vms = new(settings);
    private readonly NetworkAddresses network = new();
    private readonly Dictionary<string, PowerState> power = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="everything">Read all lists even if there is no VM to read them for: the wizard's test wants to know whether it may.</param>
    /// <param name="cancellationToken">Stops between and within requests.</param>
    public async Task<AzureSubscriptionResult> ReadAsync(bool everything, CancellationToken cancellationToken)
    {
        var complete = await TryAsync("the list of virtual machines", ArmList.VirtualMachines(scope.Id), vm => Add(AzureVm.Find(vm)), cancellationToken);
        var single = vms.Wanted.Count;
        if (complete || MayGoOn(everything))
        {
            complete &= await ScaleSetsAsync(cancellationToken);
        }

        if (single > 0 || MayGoOn(everything))
        {
            await SharedListsAsync(cancellationToken);
        }

        return Result(complete);
    }

    // For the test of the wizard, which says all that is missing at once; a sign-in that failed fails everywhere.
    private bool MayGoOn(bool everything) => everything && problems.TrueForAll(problem => problem.Kind == DiscoveryProblemKind.Forbidden);

    // Side by side: they do not need each other, and the number of requests, which is what Azure counts, is the same.
    private async Task SharedListsAsync(CancellationToken cancellationToken)
    {
        var status = Task.Run(() => ReadListAsync("the status of virtual machines", ArmList.VirtualMachineStatuses(scope.Id), vm => power[AzureVm.Needed(vm, "id"u8)] = AzureVm.Power(vm), cancellationToken), cancellationToken);
        var interfaces = Task.Run(() => ReadListAsync("the list of network interfaces", ArmList.NetworkInterfaces(scope.Id), network.AddInterface, cancellationToken), cancellationToken);
        var addresses = Task.Run(() => ReadListAsync("the list of public addresses", ArmList.PublicAddresses(scope.Id), network.AddPublicAddress, cancellationToken), cancellationToken);
        Note(await status);
        network.InterfacesKnown &= Note(await interfaces);
        network.PublicAddressesKnown &= Note(await addresses);
    }

    private async Task<bool> ScaleSetsAsync(CancellationToken cancellationToken)
    {
        var uniform = new List<FoundScaleSet>();
        var complete = await TryAsync("the list of scale sets", ArmList.ScaleSets(scope.Id), set => Sort(set, uniform), cancellationToken);
        foreach (var set in uniform)
        {
            complete &= await InstancesAsync(set, cancellationToken);
        }

        return complete;
    }

    // Instances in flexible orchestration are in the VMs' list. A scale set from before the two kinds does not say, and is uniform.
    private void Sort(JsonElement set, List<FoundScaleSet> uniform)
    {
        var properties = set.Object("properties"u8) ?? default;
        if (string.Equals(properties.Text("orchestrationMode"u8), "Flexible", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var (id, profile) = (AzureVm.Needed(set, "id"u8), properties.Object("virtualMachineProfile"u8) ?? default);
        var isWanted = AzureVm.IsGroupWanted(AzureVm.ResourceGroupOf(id), settings);
        if (isWanted && AzureVm.Os(profile) != OsKind.Windows)
        {
            uniform.Add(new(id, AzureVm.Needed(set, "name"u8), AzureVm.IsSpot(profile)));
        }
        else
        {
            vms.LeaveOut(id.ToLowerInvariant(), set.Object("sku"u8) is { } sku && sku.TryGetProperty("capacity"u8, out var capacity) && capacity.TryGetInt32(out var number) ? number : 0, isWanted);
        }
    }

    private async Task<bool> InstancesAsync(FoundScaleSet set, CancellationToken cancellationToken)
    {
        var before = vms.Wanted.Count;
        var complete = await TryAsync($"the instances of scale set {set.Name}", ArmList.Instances(set.Id), vm => Add(AzureVm.Find(vm, set)), cancellationToken);
        if (vms.Wanted.Count > before)
        {
            network.InterfacesKnown &= await TryAsync(
                $"the network interfaces of scale set {set.Name}", ArmList.NetworkInterfacesOf(set.Id), network.AddInterface, cancellationToken);
            if (network.HasPublicAddressOf(set.Id))
            {
                network.PublicAddressesKnown &= await TryAsync(
                    $"the public addresses of scale set {set.Name}", ArmList.PublicAddressesOf(set.Id), network.AddPublicAddress, cancellationToken);
            }
        }

        return complete;
    }

    private AzureSubscriptionResult Result(bool complete)
    {
        var servers = vms.Wanted.Values
            .Select(vm => AzureVm.Describe(power.TryGetValue(vm.Id, out var state) ? vm with { Power = state } : vm, scope.Id, network, settings))
            .ToList();
        var counts = new DiscoveryCounts(servers.Count, vms.Windows, vms.FilteredOut, servers.Count(server => server.Address is null));
        var addressesComplete = servers.Count == 0 || (network.InterfacesKnown && network.PublicAddressesKnown);
        return new(new DiscoveredScope(scope.Id, scope.Name, complete, complete && addressesComplete, counts) { Prefix = scope.Prefix, LeftOut = vms.LeftOut }, servers, problems);
    }

    private void Add(FoundVm vm)
    {
        vms.Add(vm);
        if (vms.Wanted.Count > 0 && vms.Wanted.Count % TellEach == 0)
        {
            found(vms.Wanted.Count);
        }
    }

    // A list that fails does not take the others with it: a VM without its address is still a VM that exists.
    private async Task<bool> TryAsync(string what, string address, Action<JsonElement> take, CancellationToken cancellationToken) => Note(await ReadListAsync(what, address, take, cancellationToken));

    private async Task<DiscoveryProblem?> ReadListAsync(string what, string address, Action<JsonElement> take, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in ArmList.ReadAsync(connection, address, cancellationToken))
            {
                take(item);
            }

            return null;
        }
        catch (Exception exception) when (AzureProblem.IsExpected(exception))
        {
            return AzureProblem.From(exception, what, scope, connection.Endpoint, time);
        }
    }

    private bool Note(DiscoveryProblem? problem)
    {
        if (problem is not null)
        {
            problems.Add(problem);
        }

        return problem is null;
    }
}
