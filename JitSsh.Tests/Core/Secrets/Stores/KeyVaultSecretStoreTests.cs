using Azure.Core.Pipeline;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.KeyVault;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Core.Discovery;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>The Azure SDK against the simulated Key Vault: challenge, token, versions, and every refusal in words.</summary>
public sealed class KeyVaultSecretStoreTests : IAsyncLifetime
{
    private readonly StoreTrial key = new();
    private readonly SecretOptions options = new();
    private SimulatedAzure azure = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions());
        client = LabAzure.TrustingClient(azure);
        azure.KeyVault.Set("jitssh-key", key.Base64);
    }

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        client.Dispose();
        await azure.DisposeAsync();
    }

    private KeyVaultSecretRef Reference => new(azure.Endpoint, "jitssh-key")
    {
        Identity = new() { Cloud = AzureCloud.Custom, AuthorityHost = azure.Endpoint, TenantId = azure.TenantId.ToString(), ClientId = azure.ClientId.ToString(), Credential = AzureCredentialKind.ClientSecret },
    };

    private string Host => azure.Endpoint.Host;

    [Fact]
    public async Task ReadAsync_LatestVersion_IsReadAfterTheChallenge()
    {
        using var reading = await ReadAsync(Reference);

        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
        Assert.Equal(32, reading.Version!.Length);
        Assert.NotNull(reading.ChangedAt);
        Assert.Equal([401, 200], azure.Requests.Where(r => r.Path.StartsWith("/secrets/", StringComparison.Ordinal)).Select(r => r.Status));
    }

    [Fact]
    public async Task ReadAsync_NamedVersion_IsThatOneAndLatestIsTheNew()
    {
        using var newer = new StoreTrial();
        var first = azure.KeyVault.Set("jitssh-key", key.Pem);
        azure.KeyVault.Set("jitssh-key", $$"""{"base64_private_key":{{System.Text.Json.JsonSerializer.Serialize(newer.Base64)}}}""");

        using var named = await ReadAsync(Reference with { Version = first });
        using var latest = await ReadAsync(Reference);

        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(named));
        Assert.Equal(newer.PublicKeyLine, StoreTrial.PublicLineIn(latest));
    }

    [Fact]
    public async Task ReadAsync_NoSuchSecret_SaysSo()
    {
        using var reading = await ReadAsync(Reference with { Name = "other" });
        Assert.Equal($"{Host} has no secret other. Check the name; if it was deleted, recover it in the vault.", StoreTrial.SentenceOf(reading, SecretProblemKind.NotFound));
    }

    [Fact]
    public async Task ReadAsync_DeletedSecret_SaysWhenAndHowToRecoverIt()
    {
        azure.KeyVault.Delete("jitssh-key");
        using var reading = await ReadAsync(Reference);
        Assert.Matches(@"^The secret jitssh-key of 127\.0\.0\.1 was deleted on \d{4}-\d\d-\d\d\. Recover it \(az keyvault secret recover --vault-name 127 --name jitssh-key\) before \d{4}-\d\d-\d\d, when it is gone for good\.$", StoreTrial.SentenceOf(reading, SecretProblemKind.Deleted));
    }

    [Fact]
    public async Task ReadAsync_DisabledVersion_SaysSo()
    {
        var version = azure.KeyVault.Set("jitssh-key", key.Pem);
        azure.KeyVault.Enable("jitssh-key", version, isEnabled: false);
        using var reading = await ReadAsync(Reference);
        Assert.Equal($"The latest version of the secret jitssh-key in {Host} is disabled. Enable it in the vault, or name another version.", StoreTrial.SentenceOf(reading, SecretProblemKind.Disabled));
    }

    [Fact]
    public async Task ReadAsync_NoPermission_NamesIt()
    {
        azure.KeyVault.MayRead = false;
        using var reading = await ReadAsync(Reference);
        Assert.Equal(
            $"The identity may not read the secret jitssh-key of {Host}. Give it the role Key Vault Secrets User on the vault or the secret (permission Microsoft.KeyVault/vaults/secrets/getSecret/action), or, in a vault with access policies, the secret permission Get. A role that was just given takes some minutes.",
            StoreTrial.SentenceOf(reading, SecretProblemKind.Forbidden));
    }

    [Fact]
    public async Task ReadAsync_BehindTheVaultsFirewall_SaysSo()
    {
        azure.KeyVault.IsReachable = false;
        using var reading = await ReadAsync(Reference);
        Assert.Equal($"The firewall of {Host} does not let the connector's address in. Allow its network at the vault (Networking), or use a private endpoint.", StoreTrial.SentenceOf(reading, SecretProblemKind.Forbidden));
    }

    [Fact]
    public async Task ReadAsync_WrongClientSecret_IsEntrasSentence()
    {
        using var reading = await ReadAsync(Reference, "wrong");
        Assert.Equal($"Signing in to read {Host}: Entra says that the client secret is wrong. Give the secret's Value, not its Secret ID, of the app registration with this client id.", StoreTrial.SentenceOf(reading, SecretProblemKind.SignIn));
    }

    [Fact]
    public async Task ReadAsync_NoClientSecret_SaysSo()
    {
        using var reading = await Reader().RunAsync(Reference, SecretField.PrivateKey, null, default);
        Assert.StartsWith("Nothing is given to sign in with to the secret jitssh-key of the Key Vault 127.0.0.1:", StoreTrial.SentenceOf(reading, SecretProblemKind.SignIn), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NotTrustedCertificate_SaysSo()
    {
        using var distrusting = LabAzure.TrustingClient();
        using var reading = await Reader(distrusting).RunAsync(Reference, SecretField.PrivateKey, azure.ClientSecret, default);
        Assert.Equal($"The TLS certificate of {Host} is not trusted where the connector runs. If a proxy opens TLS in this network, or the cloud is your own, add its CA to that machine (or name a bundle in SSL_CERT_FILE).", StoreTrial.SentenceOf(reading, SecretProblemKind.Tls));
    }

    [Fact]
    public async Task ReadAsync_NoSuchVault_SaysThatTheNameCannotBeResolved()
    {
        using var reading = await ReadAsync(Reference with { Vault = new("https://no-such-vault.invalid") });
        Assert.Equal("The name no-such-vault.invalid cannot be resolved where the connector runs: there is no vault of this name, or its private DNS zone is not linked to the connector's network.", StoreTrial.SentenceOf(reading, SecretProblemKind.Unreachable));
    }

    [Fact]
    public async Task ReadAsync_WrongField_NamesTheFieldsThereAre()
    {
        azure.KeyVault.Set("jitssh-key", """{"key":"x","comment":"y"}""");
        using var reading = await ReadAsync(Reference);
        Assert.Equal(
            $"The secret jitssh-key of the Key Vault {azure.Endpoint.Authority} has no field \"base64_private_key\" with a text in it. Its fields: \"key\", \"comment\". Name the field that holds the value, or store it as base64_private_key.",
            StoreTrial.SentenceOf(reading, SecretProblemKind.Value));
    }

    [Fact]
    public async Task ReadAsync_CustomCloudWithManagedIdentity_IsRefusedUnlessTheOperatorTrustsTheAddress()
    {
        // The connector's own token would go to whatever address an admin types.
        var reference = Reference with { Identity = Reference.Identity with { Credential = AzureCredentialKind.ManagedIdentity } };
        using var reading = await Reader().RunAsync(reference, SecretField.PrivateKey, null, default);
        Assert.Equal(
            $"What signs in to the vault lies with the connector and is sent only to addresses that its operator lists. Add https://{azure.Endpoint.Authority} to JitSsh:Secrets:TrustedAddresses where the connector runs, or type what signs in to the store here.",
            StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed));
        Assert.Empty(azure.Requests);
    }

    [Theory]
    [InlineData("https://evil.example", "In this cloud a vault's address ends in .vault.azure.net. Choose the cloud that the vault is in.")]
    [InlineData("http://contoso.vault.azure.net", "The vault's address begins with https:// and has no path, for example https://contoso.vault.azure.net.")]
    [InlineData("https://contoso.vault.azure.net/secrets/x", "The vault's address begins with https:// and has no path, for example https://contoso.vault.azure.net.")]
    public void Problems_AddressThatIsNoVaultOfTheCloud_SaysSo(string address, string sentence) =>
        Assert.Contains(new KeyVaultSecretRef(new(address), "x").Problems(), p => p.Sentence == sentence);

    private Task<SecretReading> ReadAsync(KeyVaultSecretRef reference, string? secret = null) => Reader().RunAsync(reference, SecretField.PrivateKey, secret ?? azure.ClientSecret, default);

    private ReadSecret Reader(HttpClient? over = null) => new([new KeyVaultSecretStore(
        Options.Create(options), new AzureConnectionOptions { Transport = new HttpClientTransport(over ?? client), RetryDelay = TimeSpan.FromMilliseconds(1) })]);
}
