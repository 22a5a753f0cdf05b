using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Core.Discovery;
using Xunit;

namespace JitSsh.Tests.Lab.Azure;

/// <summary>That the simulation refuses what the real one refuses, in the real one's words.</summary>
public sealed class SimulatedAzureTests : IAsyncLifetime
{
    private const string ApiVersion = "api-version=2023-03-01";
    private readonly SimulatedSubscription subscription = LabAzure.Subscription("shop", 3);
    private readonly LateTime time = new();
    private SimulatedAzure azure = null!;
    private HttpClient client = null!;

    private string Vms => $"subscriptions/{subscription.Id}/providers/Microsoft.Compute/virtualMachines?{ApiVersion}";

    public async ValueTask InitializeAsync()
    {
        azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Subscriptions = [subscription], PageSize = 2, Time = time });
        client = LabAzure.TrustingClient(azure);
        client.BaseAddress = azure.Endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await azure.DisposeAsync();
    }

    [Fact]
    public async Task Token_WrongSecret_Is401WithEntrasWords()
    {
        var (status, body) = await SignInAsync("no", azure.TenantId);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("invalid_client", (string?)body["error"]);
        Assert.Equal(7000215, (int)body["error_codes"]![0]!);
        Assert.StartsWith("AADSTS7000215: Invalid client secret provided.", (string?)body["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_OtherTenant_Is400WithEntrasWords()
    {
        var (status, body) = await SignInAsync(azure.ClientSecret, Guid.NewGuid());

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(90002, (int)body["error_codes"]![0]!);
    }

    [Fact]
    public async Task Arm_WithoutToken_Is401WithAChallenge()
    {
        using var response = await client.GetAsync(Vms);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith($"Bearer authorization_uri=\"https://login.windows.net/{azure.TenantId}\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("AuthenticationFailed", await ErrorCodeAsync(response));
    }

    [Fact]
    public async Task Arm_TokenAltered_Is401()
    {
        var token = await TokenAsync();
        var parts = token.Split('.');
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"{parts[0]}.{parts[1]}.{parts[2][..^8]}AAAAAAAA");

        using var response = await client.GetAsync(Vms);

        Assert.Equal("InvalidAuthenticationToken", await ErrorCodeAsync(response));
    }

    [Fact]
    public async Task Arm_TokenPastItsEnd_IsTheRecorded401()
    {
        await SignedInAsync();
        time.Late = TimeSpan.FromMinutes(61);

        using var response = await client.GetAsync(Vms);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("error_description=\"The access token has expired.\"", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        var recorded = JsonNode.Parse(RecordedAzure.Text("miq-error-401.json"))!["error"]!;
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal((string?)recorded["code"], (string?)error["code"]);
        Assert.Equal(Words((string?)recorded["message"]), Words((string?)error["message"]));

        static string Words(string? message) => string.Join('\'', message!.Split('\'').Where((_, i) => i % 2 == 0));
    }

    [Fact]
    public async Task Arm_Pages_LinkToTheNextUntilTheLast()
    {
        await SignedInAsync();

        var first = JsonNode.Parse(await client.GetStringAsync(Vms))!;
        var second = JsonNode.Parse(await client.GetStringAsync((string?)first["nextLink"]))!;

        Assert.Equal((2, 1), (first["value"]!.AsArray().Count, second["value"]!.AsArray().Count));
        Assert.Null(second["nextLink"]);
        Assert.Contains($"{ApiVersion}&%24skiptoken=", (string?)first["nextLink"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arm_Lists_HaveTheFieldsOfTheRecordedOnes()
    {
        await SignedInAsync();

        await SameFieldsAsync("miq-vms-list-all.json", Vms, "$.id,$.name,$.type,$.location,$.tags,properties.vmId,properties.hardwareProfile,properties.storageProfile,properties.osProfile,properties.networkProfile,properties.provisioningState");
        await SameFieldsAsync("miq-nics-list-all.json", Vms.Replace("Compute/virtualMachines", "Network/networkInterfaces", StringComparison.Ordinal), "$.id,$.name,$.type,$.location,properties.ipConfigurations,properties.primary,properties.virtualMachine");
        await SameFieldsAsync("miq-publicips-list-all.json", Vms.Replace("Compute/virtualMachines", "Network/publicIPAddresses", StringComparison.Ordinal), "$.id,$.name,$.type,$.location,$.sku,properties.publicIPAddressVersion,properties.publicIPAllocationMethod,properties.ipConfiguration");
    }

    [Fact]
    public async Task Arm_GroupsInIds_DifferInCaseAsTheRealOnesDo()
    {
        await SignedInAsync();

        var vm = JsonNode.Parse(await client.GetStringAsync(Vms))!["value"]![0]!;
        var nic = JsonNode.Parse(await client.GetStringAsync(Vms.Replace("Compute/virtualMachines", "Network/networkInterfaces", StringComparison.Ordinal)))!["value"]![0]!;

        Assert.Contains("/resourceGroups/SHOP-RG/", (string?)vm["id"], StringComparison.Ordinal);
        Assert.Contains("/resourceGroups/shop-rg/", (string?)nic["id"], StringComparison.Ordinal);
        Assert.Contains("/resourceGroups/Shop-Rg/", (string?)vm["properties"]!["networkProfile"]!["networkInterfaces"]![0]!["id"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arm_StatusOnlyAndExpand_AnswerAsDocumented()
    {
        await SignedInAsync();
        subscription.SetPower("shop-001", SimulatedPowerState.Stopped);

        var status = JsonNode.Parse(await client.GetStringAsync($"{Vms}&statusOnly=true"))!["value"]![0]!;
        using var expand = await client.GetAsync($"{Vms}&$expand=instanceView");
        var one = JsonNode.Parse(await client.GetStringAsync($"subscriptions/{subscription.Id}/resourceGroups/shop-RG/providers/Microsoft.Compute/virtualMachines/SHOP-001?$expand=instanceView&{ApiVersion}"))!;
        var view = JsonNode.Parse(await client.GetStringAsync($"subscriptions/{subscription.Id}/resourceGroups/shop-rg/providers/Microsoft.Compute/virtualMachines/shop-001/instanceView?{ApiVersion}"))!;

        Assert.Equal("PowerState/stopped", (string?)status["properties"]!["instanceView"]!["statuses"]![1]!["code"]);
        Assert.Null(status["properties"]!["networkProfile"]);
        Assert.Equal(HttpStatusCode.BadRequest, expand.StatusCode);
        Assert.Equal("PowerState/stopped", (string?)one["properties"]!["instanceView"]!["statuses"]![1]!["code"]);
        Assert.Equal("PowerState/stopped", (string?)view["statuses"]![1]!["code"]);
    }

    [Fact]
    public async Task Arm_WhatItDoesNotHave_Is404AndWithoutVersion400()
    {
        await SignedInAsync();

        using var subscriptionMissing = await client.GetAsync($"subscriptions/{Guid.Empty}?{ApiVersion}");
        using var resourceMissing = await client.GetAsync($"subscriptions/{subscription.Id}/providers/Microsoft.Sql/servers?{ApiVersion}");
        using var noVersion = await client.GetAsync("subscriptions");

        Assert.Equal("SubscriptionNotFound", await ErrorCodeAsync(subscriptionMissing));
        Assert.Equal("ResourceNotFound", await ErrorCodeAsync(resourceMissing));
        Assert.Equal("MissingApiVersionParameter", await ErrorCodeAsync(noVersion));
    }

    [Fact]
    public async Task Arm_SubscriptionAndGroups_AreThere()
    {
        await SignedInAsync();

        var one = JsonNode.Parse(await client.GetStringAsync($"subscriptions/{subscription.Id}?{ApiVersion}"))!;
        var groups = JsonNode.Parse(await client.GetStringAsync($"subscriptions/{subscription.Id}/resourcegroups?{ApiVersion}"))!;

        Assert.Equal("shop", (string?)one["displayName"]);
        Assert.Equal("Shop-Rg", (string?)Assert.Single(groups["value"]!.AsArray())!["name"]);
    }

    [Fact]
    public async Task CaBundle_InADirectoryOfOurs_HoldsTheCaAfterTheSystemsOwn()
    {
        var directory = Directory.CreateTempSubdirectory("jitssh-test-").FullName;
        try
        {
            await using var other = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Directory = directory });

            Assert.Equal(Path.Combine(directory, "azure-ca-bundle.pem"), other.CaBundlePath);
            var (bundle, ca) = (await File.ReadAllTextAsync(other.CaBundlePath), await File.ReadAllTextAsync(other.CaPath));
            Assert.EndsWith(ca, bundle, StringComparison.Ordinal);
            Assert.DoesNotContain("PRIVATE KEY", bundle, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task SameFieldsAsync(string recording, string address, string fields)
    {
        var recorded = JsonNode.Parse(RecordedAzure.Text(recording))!["value"]![0]!;
        var simulated = JsonNode.Parse(await client.GetStringAsync(address))!["value"]![0]!;
        foreach (var field in fields.Split(','))
        {
            var (parent, name) = (field.Split('.')[0], field.Split('.')[1]);
            var (a, b) = parent == "$" ? (recorded[name], simulated[name]) : (recorded[parent]![name], simulated[parent]![name]);
            Assert.True(a is not null && b is not null, $"{recording}: {field}");
            Assert.Equal(a.GetValueKind(), b.GetValueKind());
        }

        Assert.Equal((string?)recorded["type"], (string?)simulated["type"]);
    }

    private async Task SignedInAsync() => client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());

    private async Task<string> TokenAsync() => (string)(await SignInAsync(azure.ClientSecret, azure.TenantId)).Body["access_token"]!;

    private async Task<(HttpStatusCode Status, JsonNode Body)> SignInAsync(string secret, Guid tenant)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = azure.ClientId.ToString(),
            ["client_secret"] = secret,
            ["scope"] = $"{azure.Audience}/.default",
        });
        using var response = await client.PostAsync($"{tenant}/oauth2/v2.0/token", form);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static async Task<string?> ErrorCodeAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"];

    private sealed class LateTime : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Late;
    }
}
