using System.Globalization;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Lab.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

public sealed class AzureServerSourceTests
{
    [Fact]
    public async Task DiscoverAsync_ThreeVms_GivesThemWithPowerAndAddresses()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 3));
        lab.Azure.Subscriptions[0].SetPower("shop-002", SimulatedPowerState.Deallocated);

        var result = await lab.DiscoverAsync();

        Assert.Empty(result.Problems);
        Assert.Equal(
            ["shop-001 SHOP-RG 10.1.0.2 - Running", "shop-002 SHOP-RG 10.1.0.3 - Deallocated", "shop-003 SHOP-RG 10.1.0.4 - Running"],
            result.Servers.Select(server => $"{server.Name} {server.ResourceGroup} {server.Address} {server.PublicAddress ?? "-"} {server.PowerState}"));
        Assert.Equal(7, lab.Azure.Requests.Count);
    }

    [Fact]
    public async Task DiscoverAsync_250VmsInPagesOf50_AsksOnceForEachPage()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("big", 250));

        var result = await lab.DiscoverAsync();

        Assert.Equal(250, result.Servers.Count);
        Assert.Equal(250, result.Servers.Select(server => server.Address).Distinct(StringComparer.Ordinal).Count());
        Assert.All(result.Servers, server => Assert.Equal(PowerState.Running, server.PowerState));
        Assert.Equal(125, result.Servers.Count(server => server.PublicAddress is not null));
        Assert.Equal(
            (1, 1, 5 + 5, 5, 3),
            (lab.Count("/token"), lab.Count("/subscriptions"), lab.Count("/virtualMachines"), lab.Count("/networkInterfaces"), lab.Count("/publicIPAddresses")));
        Assert.Equal(21, lab.Azure.Requests.Count);
    }

    [Fact]
    public async Task DiscoverAsync_VmsChangeWhileItRuns_NextResultFollows()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 3));
        var before = await lab.DiscoverAsync();

        lab.Azure.Subscriptions[0].Remove("shop-001");
        lab.Azure.Subscriptions[0].Change("shop-002", vm => vm with { VmId = Guid.NewGuid(), PowerState = SimulatedPowerState.Starting });
        lab.Azure.Subscriptions[0].Add(new SimulatedVm { Name = "db", ResourceGroup = "Data", PrivateAddress = "10.2.0.1" });
        var after = await lab.DiscoverAsync();

        Assert.Equal(["db", "shop-002", "shop-003"], after.Servers.Select(server => server.Name));
        Assert.Equal(before.Servers[1].ExternalId, after.Servers[1].ExternalId);
        Assert.NotEqual(before.Servers[1].VmId, after.Servers[1].VmId);
        Assert.Equal(PowerState.Starting, after.Servers[1].PowerState);
    }

    [Fact]
    public async Task DiscoverAsync_WindowsVms_AreCountedAndNotListed()
    {
        var subscription = LabAzure.Subscription("shop", 2);
        subscription.Add(new SimulatedVm { Name = "ad", ResourceGroup = "x", PrivateAddress = "10.9.0.1", OsType = "Windows", Image = SimulatedImage.WindowsServer2022 });
        await using var lab = await LabAzure.StartAsync(50, subscription);

        var result = await lab.DiscoverAsync();

        Assert.Equal(["shop-001", "shop-002"], result.Servers.Select(server => server.Name));
        Assert.Equal(["1 Windows VM is not shown: JitSsh connects over SSH to Linux VMs."], result.Notes);
        Assert.True(result.IsComplete);
    }

    [Fact]
    public async Task DiscoverAsync_ChosenSubscription_AsksOnlyThatOne()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("one", 2), LabAzure.Subscription("two", 2));

        var result = await lab.DiscoverAsync(lab.Settings with { Subscriptions = [lab.Azure.Subscriptions[1].Id.ToString().ToUpper(CultureInfo.InvariantCulture)] });

        Assert.Equal(["two-001", "two-002"], result.Servers.Select(server => server.Name));
        Assert.DoesNotContain(lab.Azure.Requests, request => request.Path.Contains(lab.Azure.Subscriptions[0].Id.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task DiscoverAsync_WithProgress_CountsSubscriptionsAndServers()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("one", 2), LabAzure.Subscription("two", 3));
        var seen = new Collected();

        await lab.DiscoverAsync(progress: seen);

        Assert.Equal((2, 2, 5), (seen.Reports[^1].ScopesDone, seen.Reports[^1].ScopesTotal, seen.Reports[^1].ServersFound));
    }

    [Fact]
    public async Task DiscoverAsync_Cancelled_Throws()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("one", 2));
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Slow, "virtualMachines", Wait: TimeSpan.FromMinutes(5)));
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new AzureServerSource(lab.Options).DiscoverAsync(lab.Settings, lab.Azure.ClientSecret, null, cancel.Token));
    }

    private sealed class Collected : IProgress<DiscoveryProgress>
    {
        public List<DiscoveryProgress> Reports { get; } = [];

        public void Report(DiscoveryProgress value) => Reports.Add(value);
    }
}
