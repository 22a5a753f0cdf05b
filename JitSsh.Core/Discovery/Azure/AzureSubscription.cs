using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
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
        var subscription = connection.Arm.GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(scope.Id));

        // One after the other: Azure counts requests, and the connector's other subscriptions run beside this one.
        var complete = await TryAsync("the list of virtual machines", async () =>
        {
            await foreach (var vm in subscription.GetVirtualMachinesAsync(cancellationToken: cancellationToken))
            {
                vms.Add(AzureVm.Find(vm.Data));
                Tell();
            }
        });
        var single = vms.Wanted.Count;
        if (complete || MayGoOn(everything))
        {
            complete &= await ScaleSetsAsync(subscription, cancellationToken);
        }

        if (single > 0 || MayGoOn(everything))
        {
            await SharedListsAsync(subscription, cancellationToken);
        }

        return Result(complete);
    }

    // For the test of the wizard, which says all that is missing at once; a sign-in that failed fails everywhere.
    private bool MayGoOn(bool everything) => everything && problems.TrueForAll(problem => problem.Kind == DiscoveryProblemKind.Forbidden);

    private async Task SharedListsAsync(SubscriptionResource subscription, CancellationToken cancellationToken)
    {
        await TryAsync("the status of virtual machines", async () =>
        {
            await foreach (var vm in subscription.GetVirtualMachinesAsync(statusOnly: "true", cancellationToken: cancellationToken))
            {
                power[vm.Data.Id.ToString()] = AzureVm.Power(vm.Data.InstanceView?.Statuses);
            }
        });
        network.InterfacesKnown &= await TryAsync("the list of network interfaces", async () =>
        {
            await foreach (var item in NetworkList.ReadAsync(connection, NetworkList.Of(scope.Id, NetworkList.Interfaces), cancellationToken))
            {
                network.AddInterface(item);
            }
        });
        network.PublicAddressesKnown &= await TryAsync("the list of public addresses", async () =>
        {
            await foreach (var item in NetworkList.ReadAsync(connection, NetworkList.Of(scope.Id, NetworkList.PublicAddresses), cancellationToken))
            {
                network.AddPublicAddress(item);
            }
        });
    }

    private async Task<bool> ScaleSetsAsync(SubscriptionResource subscription, CancellationToken cancellationToken)
    {
        var uniform = new List<VirtualMachineScaleSetData>();
        var complete = await TryAsync("the list of scale sets", async () =>
        {
            await foreach (var set in subscription.GetVirtualMachineScaleSetsAsync(cancellationToken))
            {
                Sort(set.Data, uniform);
            }
        });
        foreach (var set in uniform)
        {
            complete &= await InstancesAsync(set, cancellationToken);
        }

        return complete;
    }

    // Instances in flexible orchestration are in the VMs' list. A scale set from before the two kinds does not say, and is uniform.
    private void Sort(VirtualMachineScaleSetData set, List<VirtualMachineScaleSetData> uniform)
    {
        if (set.OrchestrationMode == OrchestrationMode.Flexible)
        {
            return;
        }

        var isWindows = set.VirtualMachineProfile?.StorageProfile?.OSDisk?.OSType == SupportedOperatingSystemType.Windows || set.VirtualMachineProfile?.OSProfile?.WindowsConfiguration is not null;
        var isWanted = AzureVm.IsGroupWanted(set.Id.ResourceGroupName ?? "", settings);
        if (isWanted && !isWindows)
        {
            uniform.Add(set);
        }
        else
        {
            vms.LeaveOut(set.Id.ToString().ToLowerInvariant(), (int)(set.Sku?.Capacity ?? 0), isWanted);
        }
    }

    private async Task<bool> InstancesAsync(VirtualMachineScaleSetData set, CancellationToken cancellationToken)
    {
        var before = vms.Wanted.Count;
        var complete = await TryAsync($"the instances of scale set {set.Name}", async () =>
        {
            await foreach (var vm in connection.Arm.GetVirtualMachineScaleSetResource(set.Id).GetVirtualMachineScaleSetVms().GetAllAsync(expand: "instanceView", cancellationToken: cancellationToken))
            {
                vms.Add(AzureVm.Find(vm.Data, set));
                Tell();
            }
        });
        if (vms.Wanted.Count > before)
        {
            network.InterfacesKnown &= await TryAsync($"the network interfaces of scale set {set.Name}", async () =>
            {
                await foreach (var item in NetworkList.ReadAsync(connection, NetworkList.OfScaleSet(set.Id.ToString(), NetworkList.Interfaces), cancellationToken))
                {
                    network.AddInterface(item);
                }
            });
            if (network.HasPublicAddressOf(set.Id.ToString()))
            {
                network.PublicAddressesKnown &= await TryAsync($"the public addresses of scale set {set.Name}", async () =>
                {
                    await foreach (var item in NetworkList.ReadAsync(connection, NetworkList.OfScaleSet(set.Id.ToString(), NetworkList.PublicAddresses), cancellationToken))
                    {
                        network.AddPublicAddress(item);
                    }
                });
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

    private void Tell()
    {
        if (vms.Wanted.Count > 0 && vms.Wanted.Count % TellEach == 0)
        {
            found(vms.Wanted.Count);
        }
    }

    // A list that fails does not take the others with it: a VM without its address is still a VM that exists.
    private async Task<bool> TryAsync(string what, Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (Exception exception) when (AzureProblem.IsExpected(exception))
        {
            problems.Add(AzureProblem.From(exception, what, scope, connection.Endpoint, time));
            return false;
        }
    }
}
