using System.Net;
using Azure.Core.Pipeline;
using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>A whole real subscription, as recorded, through the real SDK.</summary>
public sealed class RecordedSubscriptionTests
{
    // Written by hand from the recordings: group, region, private address, public address, power.
    private static readonly string[] Expected =
    [
        "miq-linux-gen-east        | MIQ-VMS-EASTUS | eastus | 10.0.0.9  | -             | Deallocated",
        "miq-vm-centos1-eastus     | MIQ-VMS-EASTUS | eastus | 10.0.0.5  | -             | Deallocated",
        "miq-vm-centos2-westus     | MIQ-VMS-WESTUS | westus | 10.0.0.5  | -             | Unknown",
        "miq-vm-from-image-eastus1 | MIQ-VMS-EASTUS | eastus | 10.0.0.10 | -             | Deallocated",
        "miq-vm-rhel1-mismatch     | MIQ-VMS-EASTUS | westus | 10.0.0.6  | 40.78.51.248  | Unknown",
        "miq-vm-rhel2-mismatch     | MIQ-VMS-WESTUS | eastus | 10.0.0.6  | 23.96.82.94   | Running",
        "miq-vm-sles1-eastus       | MIQ-VMS-EASTUS | eastus | 10.0.0.7  | 40.117.93.61  | Running",
        "miq-vm-sles2-westus       | MIQ-VMS-WESTUS | westus | 10.0.0.7  | 168.62.4.102  | Unknown",
        "miq-vm-ubuntu1-eastus     | MIQ-VMS-EASTUS | eastus | 10.0.0.4  | 40.114.95.228 | Running",
        "miq-vm-ubuntu2-westus     | MIQ-VMS-WESTUS | westus | 10.0.0.4  | 40.78.54.4    | Unknown",
        "miq-vm1-lb-eastus         | MIQ-VMS-EASTUS | eastus | 10.0.0.4  | -             | Running",
        "miq-vm1-lb-westus         | MIQ-VMS-WESTUS | westus | 10.0.0.4  | -             | Unknown",
        "miq-vm2-lb-eastus         | MIQ-VMS-EASTUS | eastus | 10.0.0.5  | -             | Running",
        "miq-vm2-lb-westus         | MIQ-VMS-WESTUS | westus | 10.0.0.5  | -             | Unknown",
    ];

    private static readonly AzureVmSettings Settings = new()
    {
        Cloud = AzureCloud.Custom,
        AuthorityHost = new Uri("https://login.azure.test"),
        ResourceManagerEndpoint = new Uri("https://arm.azure.test"),
        Audience = "https://management.azure.com/",
        TenantId = "aaaaaaaa-2222-3333-4444-555555555555",
        ClientId = "bbbbbbbb-2222-3333-4444-555555555555",
    };

    [Fact]
    public async Task DiscoverAsync_RecordedSubscription_GivesExactlyTheTable()
    {
        using var azure = new RecordedAzure();

        var result = await DiscoverAsync(azure, Settings);

        Assert.Empty(result.Problems);
        Assert.Equal(Expected.Select(row => string.Join('|', row.Split('|', StringSplitOptions.TrimEntries))), result.Servers.Select(Row));
        Assert.Equal(new DiscoveryCounts(Listed: 14, Windows: 2, FilteredOut: 0, WithoutAddress: 0), result.Counts);
        Assert.Equal(16, result.Counts.Seen);
        Assert.Equal(["2 Windows VMs are not shown: JitSsh connects over SSH to Linux VMs."], result.Notes);
        Assert.True(result.IsComplete);
        Assert.Equal("Pay-As-You-Go", Assert.Single(result.Scopes).Name);
        Assert.All(result.Servers, server => Assert.Equal(server.ExternalId.ToLowerInvariant(), server.ExternalId));
        Assert.All(result.Servers, server => Assert.Equal("cfme", server.Tags["OWNER"]));
        Assert.Equal("3fbb06bc-a559-46d4-afd9-d8ddc06af91d", result.Servers[0].VmId);
    }

    [Fact]
    public async Task DiscoverAsync_RecordedSubscription_AsksOneSignInAndSixLists()
    {
        using var azure = new RecordedAzure();

        await DiscoverAsync(azure, Settings);

        Assert.Equal(
            ["networkInterfaces", "publicIPAddresses", "subscriptions", "token", "virtualMachineScaleSets", "virtualMachines", "virtualMachines"],
            azure.Requests.Select(uri => uri.Segments[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DiscoverAsync_PublicAddresses_SaysWhyAVmHasNone()
    {
        using var azure = new RecordedAzure();

        var result = await DiscoverAsync(azure, Settings with { AddressKind = AzureAddressKind.Public });

        Assert.Equal(8, result.Counts.WithoutAddress);
        Assert.Equal("Its public address is dynamic and has no value while the VM is deallocated.", Named(result, "miq-vm-centos1-eastus").NoAddressReason);
        Assert.Equal("It has no public address. Give it one, or let this integration use private addresses.", Named(result, "miq-vm1-lb-eastus").NoAddressReason);
        Assert.Equal("Its public address has no value at the moment.", Named(result, "miq-vm-centos2-westus").NoAddressReason);
        Assert.Equal("40.114.95.228", Named(result, "miq-vm-ubuntu1-eastus").Address);
    }

    [Fact]
    public async Task DiscoverAsync_ResourceGroupInOtherCaseAndTag_LeavesOutTheOthers()
    {
        using var azure = new RecordedAzure();

        var result = await DiscoverAsync(azure, Settings with { ResourceGroups = ["miq-vms-eastus"], Tags = new Dictionary<string, string> { ["Owner"] = "cfme", ["specs"] = "" } });

        Assert.Equal(Expected.Count(row => row.Contains("MIQ-VMS-EASTUS", StringComparison.Ordinal)), result.Servers.Count);
        Assert.Equal(new DiscoveryCounts(Listed: 8, Windows: 1, FilteredOut: 7, WithoutAddress: 0), result.Counts);
    }

    [Fact]
    public async Task DiscoverAsync_TagWithOtherValue_FindsNothingAndAsksNothingFurther()
    {
        using var azure = new RecordedAzure();

        var result = await DiscoverAsync(azure, Settings with { Tags = new Dictionary<string, string> { ["owner"] = "CFME" } });

        Assert.Equal(new DiscoveryCounts(0, 0, FilteredOut: 16, 0), result.Counts);
        Assert.DoesNotContain(azure.Requests, uri => uri.AbsolutePath.Contains("Microsoft.Network", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiscoverAsync_Recorded401_SaysToCheckTenantAndClock()
    {
        using var azure = new RecordedAzure();
        azure.Answer("/subscriptions", HttpStatusCode.Unauthorized, "miq-error-401.json");

        var problem = Assert.Single((await DiscoverAsync(azure, Settings)).Problems);

        Assert.Equal(DiscoveryProblemKind.SignIn, problem.Kind);
        Assert.Contains("ExpiredAuthenticationToken", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiscoverAsync_Recorded429WithoutHeader_TakesTheWaitFromItsText()
    {
        using var azure = new RecordedAzure();
        azure.Answer("/networkInterfaces", HttpStatusCode.TooManyRequests, "cli-error-429-throttled.json");

        var result = await DiscoverAsync(azure, Settings);

        var problem = Assert.Single(result.Problems);
        Assert.Equal((DiscoveryProblemKind.Throttled, TimeSpan.FromSeconds(324)), (problem.Kind, problem.RetryAfter));
        Assert.Contains("asks to wait 6 minutes", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(14, result.Servers.Count);
        Assert.True(result.Scopes[0].Complete);
        Assert.False(result.Scopes[0].AddressesComplete);
        Assert.All(result.Servers, server => Assert.Equal("The network interfaces could not be read, so the address is not known.", server.NoAddressReason));
    }

    private static async Task<DiscoveryResult> DiscoverAsync(RecordedAzure azure, AzureVmSettings settings)
    {
        using var client = new HttpClient(azure, disposeHandler: false);
        var source = new AzureServerSource(new AzureConnectionOptions { Transport = new HttpClientTransport(client), RetryDelay = TimeSpan.FromMilliseconds(1) });
        return await source.DiscoverAsync(settings, "secret");
    }

    private static DiscoveredServer Named(DiscoveryResult result, string name) => result.Servers.Single(server => server.Name == name);

    private static string Row(DiscoveredServer server) =>
        $"{server.Name}|{server.ResourceGroup}|{server.Region}|{server.Address}|{server.PublicAddress ?? "-"}|{server.PowerState}";
}
