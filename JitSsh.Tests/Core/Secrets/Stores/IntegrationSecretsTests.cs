using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using JitSsh.Core.People;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Secrets.Vault;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>What an admin says about a secret that lies in a store: by the wizard, the edit page and the API alike.</summary>
public sealed class IntegrationSecretsTests : IAsyncLifetime
{
    private readonly StoreTrial key = new();
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-mount-").FullName;
    private VaultServer vault = null!;
    private HttpMessageHandler handler = null!;
    private CoreHost core = null!;
    private Actor ada = Actor.System;
    private Actor alice = Actor.System;

    public async ValueTask InitializeAsync()
    {
        vault = await VaultServer.StartAsync();
        vault.Secrets["jitssh/login"] = [new() { ["base64_private_key"] = key.Base64 }];
        handler = vault.Trusting();
        core = await CoreHost.StartAsync(settings: [("JitSsh:Secrets:FileRoots:0", directory)], change: services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(VaultSecretStore)));
            services.AddSingleton<ISecretStore>(p => new VaultSecretStore(p.GetRequiredService<IOptions<SecretOptions>>(), TimeProvider.System, handler));
        });
        ada = await LoadAsync(Screen.Done(await core.Get<SetUp>().RunAsync(new() { Name = "Ada", Email = "ada@example.com", Password = "correct horse battery" })));
        alice = await LoadAsync(Screen.Done(await core.Get<AddPerson>().RunAsync(ada, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice" })));
    }

    public async ValueTask DisposeAsync()
    {
        await core.DisposeAsync();
        handler.Dispose();
        await vault.DisposeAsync();
        key.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private VaultSecretRef Reference => new(vault.Address, "jitssh/login");

    private IntegrationInput Input => new()
    {
        Name = "Servers",
        LoginUser = "jitadmin",
        Source = new SshServersSettings { Servers = [new("web-01", "192.0.2.1")] },
        LoginKeyFrom = Reference,
        LoginKeySignIn = vault.Token,
    };

    [Fact]
    public async Task Connect_KeyInAVault_ShowsItsPublicLineAndCopiesNothing()
    {
        var integration = await ConnectAsync(Input);

        Assert.Equal(key.PublicKeyLine, integration.LoginPublicKey);
        var stored = Assert.IsType<VaultSecretRef>(integration.LoginKey);
        var signIn = Assert.IsType<LocalSecretRef>(stored.SignInWith);
        Assert.Null(await core.Get<ILocalSecrets>().FindAsync($"integration-{integration.Id}-login-key", default));
        using var token = await core.Get<ReadSecret>().RunAsync(signIn, SecretField.SignIn, default);
        Assert.Equal(vault.Token, System.Text.Encoding.UTF8.GetString(token.Value.Span));
        using var reading = await core.Get<ReadSecret>().RunAsync(integration.LoginKey, SecretField.PrivateKey, default);
        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
    }

    [Fact]
    public async Task Connect_StoreRefuses_SaysWhyAtTheFieldAndStoresNothing()
    {
        vault.IsSealed = true;
        var outcome = await core.Get<ConnectIntegration>().RunAsync(ada, Input);

        var problem = Assert.Single(outcome.Problems);
        Assert.Equal((nameof(IntegrationInput.LoginKeyFrom), $"The Vault at {vault.Address.Authority} is sealed. Somebody who holds its unseal keys unseals it (vault operator unseal); JitSsh tries again by itself."), (problem.Field, problem.Sentence));
        Assert.Empty(Screen.Done(await core.Get<ListIntegrations>().RunAsync(ada)));
    }

    [Fact]
    public async Task Connect_NoKeyInTheSecret_SaysWhatItIsInstead()
    {
        vault.Secrets["jitssh/login"].Add(new() { ["base64_private_key"] = Convert.ToBase64String("PuTTY-User-Key-File-3: ssh-ed25519"u8) });
        var outcome = await core.Get<ConnectIntegration>().RunAsync(ada, Input);
        Assert.Equal(
            $"What lies in secret/jitssh/login of the Vault {vault.Address.Authority} is no private key that can be used. This is a PuTTY key (.ppk). Convert it with: puttygen key.ppk -O private-openssh -o key.pem, and paste key.pem.",
            Assert.Single(outcome.Problems).Sentence);
    }

    [Fact]
    public async Task Connect_AnothersLocalSecretByName_IsRefused()
    {
        var other = await ConnectAsync(Input);
        foreach (var reference in new SecretRef[] { new LocalSecretRef($"integration-{other.Id}-login-key-sign-in"), Reference with { SignInWith = new LocalSecretRef($"integration-{other.Id}-login-key-sign-in") } })
        {
            var outcome = await core.Get<ConnectIntegration>().RunAsync(ada, Input with { Name = "Other", LoginKeyFrom = reference, LoginKeySignIn = null });
            Assert.Equal("The portal's own store is not named: give the secret itself, and it is stored there. Leave it out to keep what is stored.", Assert.Single(outcome.Problems).Sentence);
        }
    }

    [Fact]
    public async Task Change_SameAddress_KeepsTheStoredTokenAndAnotherAddressDoesNotGetIt()
    {
        var integration = await ConnectAsync(Input);
        Screen.Done(await core.Get<ChangeIntegration>().RunAsync(ada, integration.Id, Input with { LoginKeySignIn = null, LoginKeyFrom = Reference with { Version = 1 } }));
        Assert.Equal(1, Assert.IsType<VaultSecretRef>((await FindAsync(integration.Id)).LoginKey).Version);

        var elsewhere = await core.Get<ChangeIntegration>().RunAsync(ada, integration.Id, Input with { LoginKeySignIn = null, LoginKeyFrom = Reference with { Address = new("https://evil.example") } });
        var problem = Assert.Single(elsewhere.Problems);
        Assert.Equal(
            (nameof(IntegrationInput.LoginKeySignIn), "The address is another one than before, so what signs in there has to be typed again: the stored one is sent only to where it was given for."),
            (problem.Field, problem.Sentence));
    }

    [Fact]
    public async Task Change_NeitherKeyNorStore_KeepsWhatThereIs()
    {
        var integration = await ConnectAsync(Input);
        Screen.Done(await core.Get<ChangeIntegration>().RunAsync(ada, integration.Id, Input with { Name = "Renamed", LoginKeyFrom = null, LoginKeySignIn = null }));
        Assert.Equal(integration.LoginKey, (await FindAsync(integration.Id)).LoginKey);
    }

    [Fact]
    public async Task Connect_ClientSecretFromAStoreInACustomCloud_GoesOnlyWhereTheOperatorTrusts()
    {
        File.WriteAllText(Path.Combine(directory, "client-secret"), "a-client-secret");
        var azure = new AzureVmSettings
        {
            Cloud = AzureCloud.Custom, AuthorityHost = new("https://evil.example"), ResourceManagerEndpoint = new("https://evil.example"), Audience = "x", TenantId = "t", ClientId = "c",
        };
        var outcome = await core.Get<ConnectIntegration>().RunAsync(ada, Input with { Source = azure, SourceSecretFrom = new FileSecretRef(Path.Combine(directory, "client-secret")) });
        Assert.Equal(
            "The client secret lies with the connector and is sent only to addresses that its operator lists. Add https://evil.example to JitSsh:Secrets:TrustedAddresses where the connector runs, or type what signs in to the store here.",
            Assert.Single(outcome.Problems, p => p.Field == nameof(IntegrationInput.SourceSecretFrom)).Sentence);

        var known = azure with { Cloud = AzureCloud.Public, AuthorityHost = null, ResourceManagerEndpoint = null, Audience = null };
        var integration = await ConnectAsync(Input with { Source = known, SourceSecretFrom = new FileSecretRef(Path.Combine(directory, "client-secret")) });
        Assert.Equal("a-client-secret", System.Text.Encoding.UTF8.GetString((await core.Get<ReadSecret>().RunAsync(integration.SourceSecret, default))!));
    }

    [Fact]
    public async Task Change_StoredClientSecretToAnotherCloud_HasToBeTypedAgain()
    {
        var azure = new AzureVmSettings { TenantId = "t", ClientId = "c" };
        var integration = await ConnectAsync(Input with { Source = azure, SourceSecret = "a-client-secret" });
        var outcome = await core.Get<ChangeIntegration>().RunAsync(ada, integration.Id, Input with
        {
            Source = azure with { Cloud = AzureCloud.Custom, AuthorityHost = new("https://evil.example"), ResourceManagerEndpoint = new("https://evil.example"), Audience = "x" },
        });
        Assert.Equal("The sign-in address is another one than before, so the client secret has to be typed again: the stored one is sent only to where it was given for.", Assert.Single(outcome.Problems).Sentence);
    }

    [Fact]
    public async Task TestSecret_GoodOne_SaysWhichKeyAndNothingOfIt()
    {
        var result = Screen.Done(await core.Get<TestSecret>().RunAsync(ada, new() { From = Reference, SignIn = vault.Token }));
        Assert.Equal((key.PublicKeyLine, "1"), (result.PublicKeyLine, result.Version));
        Assert.Equal("The connector can read it, version 1, stored 2026-03-01 10:00 UTC: a private key that can be used.", result.Sentence);
        Assert.DoesNotContain("PRIVATE", System.Text.Json.JsonSerializer.Serialize(result), StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.NotFound, (await core.Get<TestSecret>().RunAsync(alice, new() { From = Reference, SignIn = vault.Token })).Kind);
    }

    [Fact]
    public async Task TestSecret_WrongPath_SaysSoAtItsField()
    {
        var outcome = await core.Get<TestSecret>().RunAsync(ada, new() { From = Reference with { Path = "../x" }, SignIn = vault.Token });
        Assert.Equal("From.Path", Assert.Single(outcome.Problems).Field);
    }

    private async Task<Actor> LoadAsync(PersonId id) => (await core.Get<LoadActor>().RunAsync(id))!;

    private async Task<Integration> ConnectAsync(IntegrationInput input) => await FindAsync(Screen.Done(await core.Get<ConnectIntegration>().RunAsync(ada, input)));

    private async Task<Integration> FindAsync(IntegrationId id) => Screen.Done(await core.Get<ListIntegrations>().FindAsync(ada, id));
}
