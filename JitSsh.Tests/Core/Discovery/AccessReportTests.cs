using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery;
using JitSsh.Lab.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

public sealed class AccessReportTests
{
    [Fact]
    public async Task RunAsync_AllThere_SaysHowManyWhere()
    {
        var shop = LabAzure.Subscription("shop", 3);
        shop.Add(new SimulatedVm { Name = "ad", ResourceGroup = "x", PrivateAddress = "10.9.0.1", OsType = "Windows" });
        await using var lab = await LabAzure.StartAsync(50, shop, LabAzure.Subscription("empty", 0));

        var report = await lab.TestAsync();

        Assert.True(report.Works);
        Assert.Equal("JitSsh sees 3 Linux VMs and 1 Windows VM in 2 subscriptions.", report.Summary);
    }

    [Fact]
    public async Task RunAsync_NoVmAndNoPermissionOnNetwork_NamesBothPermissions()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("empty", 0));
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Forbidden, "Microsoft.Network"));

        var report = await lab.TestAsync();

        Assert.False(report.Works);
        Assert.Equal(["Microsoft.Network/networkInterfaces/read", "Microsoft.Network/publicIPAddresses/read"], Assert.Single(report.Scopes).MissingPermissions);
        Assert.Equal("JitSsh sees 0 Linux VMs and 0 Windows VMs in 1 subscription, but not all that it needs: 1 subscription with problems.", report.Summary);
    }

    [Fact]
    public async Task RunAsync_WrongSecret_IsTheSummary()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));

        var report = await lab.TestAsync(secret: "no");

        Assert.False(report.Works);
        Assert.Equal(DiscoveryProblemKind.WrongSecret, Assert.Single(report.Problems).Kind);
        Assert.Equal(report.Problems[0].Sentence, report.Summary);
    }

    [Fact]
    public async Task RunAsync_SettingsWithoutTenantOverPlainHttp_SaysEachAndAsksNobody()
    {
        await using var lab = await LabAzure.StartAsync(50);

        var report = await lab.TestAsync(lab.Settings with { TenantId = null, AuthorityHost = new Uri("http://127.0.0.1/") });

        Assert.Equal(
            ["A client secret needs the directory (tenant) id.", "A custom cloud needs a sign-in address that begins with https://."],
            report.Problems.Select(problem => problem.Sentence));
        Assert.Empty(lab.Azure.Requests);
    }

    [Fact]
    public void Settings_AsJson_ComeBackWithTheirKindAndNeverASecret()
    {
        SourceSettings settings = new AzureVmSettings { TenantId = "contoso.com", ClientId = "x", Tags = new Dictionary<string, string> { ["jitssh"] = "yes" }, AddressKind = AzureAddressKind.Public };

        var json = System.Text.Json.JsonSerializer.Serialize(settings);
        var back = System.Text.Json.JsonSerializer.Deserialize<SourceSettings>(json);

        Assert.Contains("\"kind\":\"azure-vm-ssh\"", json, StringComparison.Ordinal);
        Assert.Contains("\"AddressKind\":\"Public\"", json, StringComparison.Ordinal);
        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(back));
        Assert.DoesNotContain(typeof(AzureVmSettings).GetProperties(), property => property.Name.Contains("Secret", StringComparison.Ordinal));
    }
}
