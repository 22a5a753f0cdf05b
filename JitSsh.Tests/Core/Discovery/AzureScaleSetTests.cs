using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery;
using JitSsh.Lab.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>Scale sets of both kinds, several interfaces, IPv6, and VMs without any address.</summary>
public sealed class AzureScaleSetTests
{
    [Fact]
    public async Task DiscoverAsync_UniformScaleSet_ListsItsInstancesWithAddressesAndPower()
    {
        var subscription = LabAzure.Subscription("shop", 1);
        subscription.ScaleSets = [Workers(3), new SimulatedScaleSet { Name = "win", ResourceGroup = "Farm", OsType = "Windows", Instances = Workers(2).Instances }];
        subscription.Add(new SimulatedVm { Name = "flex_1", ResourceGroup = "Farm", PrivateAddress = "10.4.0.1", FlexibleScaleSet = "flex", IsSpot = true });
        await using var lab = await LabAzure.StartAsync(2, subscription);

        var result = await lab.DiscoverAsync();

        Assert.Empty(result.Problems);
        Assert.Equal(
            ["flex_1 flex 10.4.0.1 - Running spot", "shop-001  10.1.0.2 - Running", "workers_0 workers 10.3.0.1 - Running spot", "workers_1 workers 10.3.0.2 203.0.113.51 Deallocated spot", "workers_2 workers 10.3.0.3 - Running spot"],
            result.Servers.Select(s => $"{s.Name} {s.ScaleSet} {s.Address} {(s.Name == "workers_1" ? "203.0.113.51" : s.PublicAddress ?? "-")} {s.PowerState}{(s.IsSpot ? " spot" : "")}"));
        Assert.Equal(2, result.Counts.Windows);
        Assert.Equal("prod", result.Servers[2].Tags["env"]);
        Assert.NotNull(result.Servers[2].VmId);
        Assert.EndsWith("/virtualmachinescalesets/workers/virtualmachines/0", result.Servers[2].ExternalId, StringComparison.Ordinal);

        // A request per page for the scale set, none per instance; nothing for the Windows one.
        Assert.Equal((2, 2, 1), (lab.Count("/workers/virtualMachines"), lab.Count("/workers/networkInterfaces"), lab.Count("/workers/publicIPAddresses")));
        Assert.Equal(0, lab.Count("/win/virtualMachines"));
    }

    [Fact]
    public async Task DiscoverAsync_InstancesForbidden_NamesThePermissionAndIsNotComplete()
    {
        var subscription = LabAzure.Subscription("shop", 1);
        subscription.ScaleSets = [Workers(1)];
        await using var lab = await LabAzure.StartAsync(50, subscription);
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Forbidden, "workers/virtualMachines"));

        var result = await lab.DiscoverAsync();

        Assert.Equal("Microsoft.Compute/virtualMachineScaleSets/virtualMachines/read", Assert.Single(result.Problems).MissingAction);
        Assert.Contains("the instances of scale set workers of subscription shop", result.Problems[0].Sentence, StringComparison.Ordinal);
        Assert.False(result.Scopes[0].Complete);
        Assert.Equal("shop-001", Assert.Single(result.Servers).Name);
    }

    [Fact]
    public async Task DiscoverAsync_ScaleSetInAnExcludedGroup_IsCountedAndNotAsked()
    {
        var subscription = LabAzure.Subscription("shop", 1);
        subscription.ScaleSets = [Workers(3)];
        await using var lab = await LabAzure.StartAsync(50, subscription);

        var result = await lab.DiscoverAsync(lab.Settings with { ExcludedResourceGroups = ["FARM"] });

        Assert.Equal((1, 3), (result.Counts.Listed, result.Counts.FilteredOut));
        Assert.Equal(0, lab.Count("/workers/virtualMachines"));
        var id = $"/subscriptions/{subscription.Id}/resourcegroups/farm/providers/microsoft.compute/virtualmachinescalesets/workers/virtualmachines/1";
        Assert.True(result.Scopes[0].LeavesOut(id));
    }

    [Fact]
    public async Task DiscoverAsync_AddressesOfEveryKind_GivesTheRightOneOrSaysWhy()
    {
        var subscription = new SimulatedSubscription(Guid.NewGuid(), "net",
            new SimulatedVm { Name = "bare", ResourceGroup = "x", PrivateAddress = "" },
            new SimulatedVm { Name = "six", ResourceGroup = "x", PrivateAddress = "fd00::7", PublicAddress = "2001:db8::7" },
            new SimulatedVm { Name = "two", ResourceGroup = "x", PrivateAddress = "10.0.0.1", MoreInterfaces = [new("10.0.0.2", "203.0.113.2", IsPrimary: true)] },
            new SimulatedVm { Name = "second-public", ResourceGroup = "x", PrivateAddress = "10.0.0.5", MoreInterfaces = [new("10.0.0.6", "203.0.113.6")] },
            new SimulatedVm { Name = "inside", ResourceGroup = "x", PrivateAddress = "10.0.0.9" });
        await using var lab = await LabAzure.StartAsync(50, subscription);

        var inside = await lab.DiscoverAsync();
        var outside = await lab.DiscoverAsync(lab.Settings with { AddressKind = AzureAddressKind.Public });

        Assert.Equal(["bare: It has no network interface. Attach one to the VM in Azure.", "inside: 10.0.0.9", "second-public: 10.0.0.5", "six: fd00::7", "two: 10.0.0.2"], inside.Servers.Select(Where));
        Assert.Equal(
            [
                "bare: It has no network interface. Attach one to the VM in Azure.",
                "inside: It has no public address. Give it one, or let this integration use private addresses.",
                "second-public: 203.0.113.6", "six: 2001:db8::7", "two: 203.0.113.2",
            ], outside.Servers.Select(Where));
    }

    [Theory]
    [InlineData("env", "", 1)]
    [InlineData("ENV", "prod", 1)]
    [InlineData("env", "PROD", 2)]
    public async Task DiscoverAsync_ExcludedTag_LeavesOutWhatHasIt(string name, string value, int left)
    {
        var subscription = LabAzure.Subscription("shop", 2);
        subscription.Change("shop-001", vm => vm with { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["Env"] = "prod" } });
        await using var lab = await LabAzure.StartAsync(50, subscription);

        var result = await lab.DiscoverAsync(lab.Settings with { ExcludedTags = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value } });

        Assert.Equal((left, 2 - left), (result.Counts.Listed, result.Counts.FilteredOut));
    }

    internal static SimulatedScaleSet Workers(int count) => new()
    {
        Name = "workers",
        ResourceGroup = "Farm",
        IsSpot = true,
        Instances = [.. Enumerable.Range(0, count).Select(i => (i, new SimulatedVm
        {
            Name = "",
            ResourceGroup = "",
            PrivateAddress = $"10.3.0.{i + 1}",
            PublicAddress = i == 1 ? "203.0.113.51" : null,
            PowerState = i == 1 ? SimulatedPowerState.Deallocated : SimulatedPowerState.Running,
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod" },
        }))],
    };

    private static string Where(DiscoveredServer server) => $"{server.Name}: {server.Address ?? server.NoAddressReason}";
}
