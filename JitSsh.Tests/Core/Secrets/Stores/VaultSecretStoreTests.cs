using System.Text.Json.Nodes;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Vault;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>Both key-value engines, the three ways to sign in, and every refusal in words.</summary>
public sealed class VaultSecretStoreTests : IAsyncLifetime
{
    private readonly StoreTrial key = new();
    private readonly SecretOptions options = new();
    private readonly List<IDisposable> open = [];
    private VaultServer vault = null!;

    public async ValueTask InitializeAsync()
    {
        vault = await VaultServer.StartAsync();
        vault.Secrets["jitssh/login"] = [Fields(key.Base64)];
        vault.Plain["jitssh/login"] = Fields(key.Pem);
    }

    public async ValueTask DisposeAsync()
    {
        open.ForEach(o => o.Dispose());
        key.Dispose();
        await vault.DisposeAsync();
    }

    private VaultSecretRef Reference => new(vault.Address, "jitssh/login");

    private string Host => vault.Address.Authority;

    [Fact]
    public async Task ReadAsync_Engine2WithToken_GivesTheLatestVersion()
    {
        using var newer = new StoreTrial();
        vault.Secrets["jitssh/login"].Add(Fields(newer.Base64));

        using var latest = await ReadAsync(Reference);
        using var first = await ReadAsync(Reference with { Version = 1 });

        Assert.Equal((newer.PublicKeyLine, "2"), (StoreTrial.PublicLineIn(latest), latest.Version));
        Assert.Equal((key.PublicKeyLine, "1"), (StoreTrial.PublicLineIn(first), first.Version));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), latest.ChangedAt!.Value, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task ReadAsync_Engine1_GivesTheField()
    {
        using var reading = await ReadAsync(Reference with { Mount = "kv1", Engine = 1 });
        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
    }

    [Fact]
    public async Task ReadAsync_AppRole_SignsInOnceForSeveralReadings()
    {
        var reader = Reader();
        var reference = Reference with { SignIn = VaultSignIn.AppRole, Role = vault.RoleId };
        for (var i = 0; i < 3; i++)
        {
            using var reading = await reader.RunAsync(reference, SecretField.PrivateKey, vault.SecretId, default);
            Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
        }

        Assert.Equal(1, vault.SignIns);
        vault.RevokeSignIns();
        using var after = await reader.RunAsync(reference, SecretField.PrivateKey, vault.SecretId, default);
        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(after));
        Assert.Equal(2, vault.SignIns);
    }

    [Fact]
    public async Task ReadAsync_Kubernetes_SendsThePodsTokenToATrustedAddressOnly()
    {
        options.KubernetesTokenPath = Path.GetTempFileName();
        await File.WriteAllTextAsync(options.KubernetesTokenPath, vault.ServiceAccountToken + "\n");
        var reference = Reference with { SignIn = VaultSignIn.Kubernetes, Role = "jitssh" };

        using var refused = await Reader().RunAsync(reference, SecretField.PrivateKey, default);
        options.TrustedAddresses.Add(vault.Address);
        using var reading = await Reader().RunAsync(reference, SecretField.PrivateKey, default);
        using var other = await Reader().RunAsync(reference with { Role = "other" }, SecretField.PrivateKey, default);

        Assert.StartsWith("The service account's token lies with the connector and is sent only to addresses that its operator lists.", StoreTrial.SentenceOf(refused, SecretProblemKind.NotAllowed), StringComparison.Ordinal);
        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
        Assert.StartsWith($"{Host} does not accept the connector's service account for the role \"other\" at auth/kubernetes.", StoreTrial.SentenceOf(other, SecretProblemKind.SignIn), StringComparison.Ordinal);
        File.Delete(options.KubernetesTokenPath);
    }

    [Fact]
    public async Task ReadAsync_Namespace_IsSentWithEachRequest()
    {
        vault.Namespace = "team-a";
        using var reading = await ReadAsync(Reference with { Namespace = "team-a/" });
        using var without = await ReadAsync(Reference);

        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
        Assert.Equal($"{Host} has no secrets engine at secret. Check the mount (vault secrets list).", StoreTrial.SentenceOf(without, SecretProblemKind.NoStore));
    }

    [Fact]
    public async Task ReadAsync_Sealed_SaysSoAndIsAnOutage()
    {
        vault.IsSealed = true;
        using var reading = await ReadAsync(Reference);
        Assert.Equal($"The Vault at {Host} is sealed. Somebody who holds its unseal keys unseals it (vault operator unseal); JitSsh tries again by itself.", StoreTrial.SentenceOf(reading, SecretProblemKind.Sealed));
        Assert.True(reading.Problem!.IsOutage);
    }

    [Fact]
    public async Task ReadAsync_WrongToken_SaysSo()
    {
        using var reading = await Reader().RunAsync(Reference, SecretField.PrivateKey, "hvs.wrong", default);
        Assert.Equal($"{Host} does not accept the token: it is wrong, has expired or was revoked. Give another one (vault token create -policy=... -period=...).", StoreTrial.SentenceOf(reading, SecretProblemKind.SignIn));
    }

    [Fact]
    public async Task ReadAsync_PolicyDoesNotCoverThePath_GivesThePolicyLine()
    {
        vault.MayRead = false;
        using var reading = await ReadAsync(Reference);
        Assert.Equal($"{Host} does not let this identity read secret/data/jitssh/login. Its policy needs: path \"secret/data/jitssh/login\" {{ capabilities = [\"read\"] }}", StoreTrial.SentenceOf(reading, SecretProblemKind.Forbidden));
    }

    [Fact]
    public async Task ReadAsync_WrongSecretId_SaysWhatVaultSays()
    {
        using var reading = await Reader().RunAsync(Reference with { SignIn = VaultSignIn.AppRole, Role = vault.RoleId }, SecretField.PrivateKey, "wrong", default);
        Assert.Equal(
            $"{Host} does not accept the role id and the secret id at auth/approle. Check both; a secret id may have expired or been used up (vault write -f auth/approle/role/<role>/secret-id). It says \"invalid role or secret id\".",
            StoreTrial.SentenceOf(reading, SecretProblemKind.SignIn));
    }

    [Fact]
    public async Task ReadAsync_NoSuchSecretMountOrVersion_SaysWhich()
    {
        using var secret = await ReadAsync(Reference with { Path = "other" });
        using var mount = await ReadAsync(Reference with { Mount = "none" });
        using var version = await ReadAsync(Reference with { Version = 9 });
        using var auth = await Reader().RunAsync(Reference with { SignIn = VaultSignIn.AppRole, Role = "r", SignInMount = "other" }, SecretField.PrivateKey, "s", default);

        Assert.Equal($"{Host} has no secret secret/other. Check the path; if the engine is version 1, choose that.", StoreTrial.SentenceOf(secret, SecretProblemKind.NotFound));
        Assert.Equal($"{Host} has no secrets engine at none. Check the mount (vault secrets list).", StoreTrial.SentenceOf(mount, SecretProblemKind.NoStore));
        Assert.Equal($"{Host} has no secret secret/jitssh/login in version 9. Check the path; if the engine is version 1, choose that.", StoreTrial.SentenceOf(version, SecretProblemKind.NotFound));
        Assert.Equal($"{Host} has no auth method at auth/other. Check its mount (vault auth list).", StoreTrial.SentenceOf(auth, SecretProblemKind.NoStore));
    }

    [Fact]
    public async Task ReadAsync_DeletedOrDestroyedVersion_SaysHowToBringItBack()
    {
        vault.Secrets["jitssh/login"].Add(null);
        using var deleted = await ReadAsync(Reference);
        vault.Destroyed.Add(("jitssh/login", 1));
        using var destroyed = await ReadAsync(Reference with { Version = 1 });

        Assert.Equal($"Version 2 of secret/jitssh/login in {Host} was deleted on 2026-03-02. Bring it back (vault kv undelete -mount=secret -versions=2 jitssh/login), or write a new one.", StoreTrial.SentenceOf(deleted, SecretProblemKind.Deleted));
        Assert.Equal($"Version 1 of secret/jitssh/login in {Host} was destroyed. Write a new one (vault kv put), or name another version.", StoreTrial.SentenceOf(destroyed, SecretProblemKind.Deleted));
    }

    [Fact]
    public async Task ReadAsync_Engine2ReadAsEngine1_SaysWhichToChoose()
    {
        using var reading = await ReadAsync(Reference with { Engine = 1 });
        Assert.Equal("The engine at secret is a key-value engine of version 2. Choose version 2.", StoreTrial.SentenceOf(reading, SecretProblemKind.NoStore));
    }

    [Fact]
    public async Task ReadAsync_WrongField_NamesTheFieldsThereAre()
    {
        vault.Secrets["jitssh/login"].Add(new JsonObject { ["private_key"] = "x" });
        using var reading = await ReadAsync(Reference);
        Assert.Equal(
            $"Secret/jitssh/login of the Vault {Host} has no field \"base64_private_key\" with a text in it. Its fields: \"private_key\". Name the field that holds the value, or store it as base64_private_key.",
            StoreTrial.SentenceOf(reading, SecretProblemKind.Value));
    }

    [Fact]
    public async Task ReadAsync_Redirection_IsNotFollowed()
    {
        vault.RedirectTo = "https://evil.example/v1/x";
        using var reading = await ReadAsync(Reference);
        Assert.Equal($"{Host} sends elsewhere, to \"https://evil.example/v1/x\". Redirections are not followed, so that the token goes nowhere else: give the address that it leads to.", StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed));
    }

    [Fact]
    public async Task ReadAsync_NotTrustedOrUnknownOrSilentHost_SaysWhich()
    {
        using var own = new VaultSecretStore(Options.Create(options), TimeProvider.System);
        using var tls = await own.ReadAsync(Reference, vault.Token, default);
        using var name = await own.ReadAsync(Reference with { Address = new("https://vault.invalid:8200") }, vault.Token, default);
        using var port = await own.ReadAsync(Reference with { Address = new("https://127.0.0.1:1") }, vault.Token, default);

        Assert.Equal($"The TLS certificate of {Host} is not trusted where the connector runs, or is for another name. Add the CA that signed it to that machine (or name a bundle in SSL_CERT_FILE).", StoreTrial.SentenceOf(tls, SecretProblemKind.Tls));
        Assert.Equal("The name vault.invalid cannot be resolved where the connector runs. Check Vault's address, and that machine's DNS.", StoreTrial.SentenceOf(name, SecretProblemKind.Unreachable));
        Assert.Equal("Nothing listens at 127.0.0.1:1. Check Vault's address and port, and that Vault runs.", StoreTrial.SentenceOf(port, SecretProblemKind.Unreachable));
    }

    [Theory]
    [InlineData("http://vault.example.com:8200", true)]
    [InlineData("http://127.0.0.1:8200", false)]
    public async Task ReadAsync_WithoutTls_IsRefused(string address, bool allowed)
    {
        options.AllowHttpToThisMachine = allowed;
        using var reading = await ReadAsync(Reference with { Address = new(address) });
        Assert.StartsWith("Vault is read over https:// only: the token and the key would cross the network for everybody to read.", StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../sys/raw/x")]
    [InlineData("a//b")]
    [InlineData("a/%2e%2e/b")]
    [InlineData("a?list=true")]
    public void Problems_PathThatLeadsElsewhere_SaysSo(string path) =>
        Assert.Contains(new VaultSecretRef(new("https://vault.example.com"), path).Problems(), p => p.Field == nameof(VaultSecretRef.Path));

    [Fact]
    public async Task ReadAsync_AnyRefusal_HoldsNeitherTokenNorValue()
    {
        vault.MayRead = false;
        using var forbidden = await ReadAsync(Reference);
        vault.MayRead = true;
        vault.Secrets["jitssh/login"].Add(new JsonObject { ["other"] = "a-very-secret-value" });
        using var field = await ReadAsync(Reference);

        Assert.All(new[] { forbidden.Problem!.Sentence, field.Problem!.Sentence }, sentence =>
        {
            Assert.DoesNotContain(vault.Token, sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("a-very-secret-value", sentence, StringComparison.Ordinal);
        });
    }

    private static JsonObject Fields(string value) => new() { ["base64_private_key"] = value };

    private Task<SecretReading> ReadAsync(VaultSecretRef reference) => Reader().RunAsync(reference, SecretField.PrivateKey, vault.Token, default);

    private ReadSecret Reader()
    {
        var handler = vault.Trusting();
        var store = new VaultSecretStore(Options.Create(options), TimeProvider.System, handler);
        open.AddRange([store, handler]);
        return new([store]);
    }
}
