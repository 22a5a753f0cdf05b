using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;
using JitSsh.Portal.Integrations.Connect;
using JitSsh.Portal.Integrations.Form;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class SecretStoreFormTests
{
    public static TheoryData<string> Stores => [KeyVaultSecretRef.StoreName, VaultSecretRef.StoreName, FileSecretRef.StoreName, EnvironmentSecretRef.StoreName];

    private static IReadOnlyDictionary<string, SecretRef> References { get; } = new Dictionary<string, SecretRef>(StringComparer.Ordinal)
    {
        [KeyVaultSecretRef.StoreName] = new KeyVaultSecretRef(new("https://contoso.vault.azure.net"), "key")
        {
            Version = "abc",
            Field = "f",
            Identity = new() { Cloud = AzureCloud.Public, Credential = AzureCredentialKind.ClientSecret, TenantId = "t", ClientId = "c" },
            SignInWith = new EnvironmentSecretRef("JITSSH_SECRET_X"),
        },
        [VaultSecretRef.StoreName] = new VaultSecretRef(new("https://vault.example.com:8200"), "a/b")
        {
            Mount = "kv", Engine = 2, Version = 3, Namespace = "n", SignIn = VaultSignIn.AppRole, Role = "r", SignInMount = "m", SignInWith = new FileSecretRef("/run/secrets/id"),
        },
        [FileSecretRef.StoreName] = new FileSecretRef("/run/secrets/key"),
        [EnvironmentSecretRef.StoreName] = new EnvironmentSecretRef("JITSSH_SECRET_KEY"),
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public void ToReference_AsStored_IsTheSameAndIsNotSentAgain(string store)
    {
        var form = SecretStoreForm.Of(References[store]);

        Assert.Equal(References[store], form.ToReference());
        Assert.Empty(form.Problems());
        Assert.True(form.IsAsStored);
        form.Field = "other";
        Assert.False(form.IsAsStored);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void Problems_NothingTyped_AreSentencesOfTheSecretStep(string store)
    {
        using var form = new IntegrationForm(SshServersSettings.KindName, isStored: false) { KeyStore = { Store = store } };

        var problems = form.Problems().Where(p => p.Field.StartsWith("LoginKey", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(problems);
        Assert.All(problems, p => Assert.Equal(ConnectStep.Secret, ConnectSteps.Of(p.Field)));
        Assert.DoesNotContain(form.Problems(), p => p.Field == nameof(IntegrationInput.Base64PrivateKey));
    }

    [Fact]
    public void ToInput_VaultWithTypedToken_CarriesTheTokenOnce()
    {
        using var form = new IntegrationForm(SshServersSettings.KindName, isStored: false)
        {
            KeyStore = { Store = VaultSecretRef.StoreName, Address = "https://vault.example.com:8200", Path = "jitssh/login", SignInSecret = "hvs.token" },
        };

        var input = form.ToInput();

        Assert.Equal(new VaultSecretRef(new("https://vault.example.com:8200"), "jitssh/login"), input.LoginKeyFrom);
        Assert.Equal("hvs.token", input.LoginKeySignIn);
        Assert.DoesNotContain("hvs.token", input.ToString(), StringComparison.Ordinal);
        form.HandedOver();
        Assert.Null(form.ToInput().LoginKeySignIn);
    }

    [Fact]
    public void Problems_FromAStoreToThePortalsOwn_AskForTheKey()
    {
        using var form = IntegrationForm.Of(new()
        {
            Id = new(Guid.NewGuid()), Name = "x", Source = new SshServersSettings(), ConnectorId = ConnectorId.Embedded, LoginUser = "jitadmin",
            LoginKey = References[FileSecretRef.StoreName], LoginPublicKey = "ssh-ed25519 AAAA", ConnectedAt = DateTimeOffset.UnixEpoch,
        });
        Assert.Null(form.ToInput().LoginKeyFrom);
        form.KeyStore.Store = LocalSecretRef.StoreName;
        Assert.Contains(form.Problems(), p => p.Field == nameof(IntegrationInput.Base64PrivateKey));
    }
}
