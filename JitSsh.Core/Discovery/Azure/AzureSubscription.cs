using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Resources;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What one subscription has.</summary>
internal sealed record AzureSubscriptionResult(DiscoveredScope Scope, IReadOnlyList<DiscoveredServer> Servers, IReadOnlyList<DiscoveryProblem> Problems);

/// <summary>
/// Reads one subscription in four paged lists, whatever the number of VMs: the VMs, their run-time status, the network interfaces, the
/// public addresses. Two lists of VMs, because Azure expands the instance view in the first only for a scale set, and leaves network and
/// tags out of the second (<c>statusOnly=true</c>): https://learn.microsoft.com/rest/api/compute/virtual-machines/list-all.
/// </summary>
internal sealed class AzureSubscription(AzureConnection connection, AzureVmSettings settings, AzureScope scope, TimeProvider time)
{
    private readonly List<DiscoveryProblem> problems = [];

    /// <param name="everything">Read all four lists even if there is no VM to read them for: the wizard's test wants to know whether it may.</param>
    /// <param name="cancellationToken">Stops between and within requests.</param>
    public async Task<AzureSubscriptionResult> ReadAsync(bool everything, CancellationToken cancellationToken)
    {
        var subscription = connection.Arm.GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(scope.Id));
        var (windows, filteredOut) = (0, 0);
        var wanted = new Dictionary<string, VirtualMachineData>(StringComparer.OrdinalIgnoreCase);
        var complete = await TryAsync("the list of virtual machines", async () =>
        {
            await foreach (var vm in subscription.GetVirtualMachinesAsync(cancellationToken: cancellationToken))
            {
                if (!AzureVm.IsWanted(vm.Data, settings))
                {
                    filteredOut++;
                }
                else if (AzureVm.OperatingSystem(vm.Data) == OsKind.Windows)
                {
                    windows++;
                }
                else
                {
                    wanted[vm.Data.Id.ToString()] = vm.Data;
                }
            }
        });

        var network = new NetworkAddresses();
        var power = new Dictionary<string, PowerState>(StringComparer.OrdinalIgnoreCase);
        if (wanted.Count > 0 || (everything && problems.TrueForAll(problem => problem.Kind == DiscoveryProblemKind.Forbidden)))
        {
            // One after the other: Azure counts requests, and the connector's other subscriptions run beside this one.
            await TryAsync("the status of virtual machines", async () =>
            {
                await foreach (var vm in subscription.GetVirtualMachinesAsync(statusOnly: "true", cancellationToken: cancellationToken))
                {
                    power[vm.Data.Id.ToString()] = AzureVm.Power(vm.Data.InstanceView);
                }
            });
            network.InterfacesKnown = await TryAsync("the list of network interfaces", async () =>
            {
                await foreach (var item in NetworkList.ReadAsync(connection, scope.Id, NetworkList.Interfaces, cancellationToken))
                {
                    network.AddInterface(item);
                }
            });
            network.PublicAddressesKnown = await TryAsync("the list of public addresses", async () =>
            {
                await foreach (var item in NetworkList.ReadAsync(connection, scope.Id, NetworkList.PublicAddresses, cancellationToken))
                {
                    network.AddPublicAddress(item);
                }
            });
        }

        var servers = wanted
            .Select(vm => AzureVm.Describe(vm.Value, scope.Id, power.GetValueOrDefault(vm.Key), network, settings))
            .ToList();
        var counts = new DiscoveryCounts(servers.Count, windows, filteredOut, servers.Count(server => server.Address is null));
        var addressesComplete = wanted.Count == 0 || (network.InterfacesKnown && network.PublicAddressesKnown);
        return new(new DiscoveredScope(scope.Id, scope.Name, complete, complete && addressesComplete, counts), servers, problems);
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
