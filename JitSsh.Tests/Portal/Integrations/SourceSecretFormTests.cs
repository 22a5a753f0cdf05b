using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;
using JitSsh.Portal.Integrations.Connect;
using JitSsh.Portal.Integrations.Form;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

/// <summary>Azure's client secret or certificate from a store, and the choice of the connector.</summary>
public sealed class SourceSecretFormTests : IAsyncLifetime
{
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public void ToInput_FromAStore_CarriesThePlaceAndNoSecret()
    {
        using var form = Azure(FileSecretRef.StoreName);
        form.SourceStore.File = "/run/secrets/client-secret";
        form.SourceSecret = "typed before";

        var input = form.ToInput();

        Assert.Equal((new FileSecretRef("/run/secrets/client-secret"), null), (input.SourceSecretFrom, input.SourceSecret));
        Assert.Equal((input.SourceSecretFrom, null, null), (form.ToTrial().SourceSecretFrom, form.ToTrial().SourceSecret, form.ToTrial().Integration));
        Assert.DoesNotContain(form.Problems(), IntegrationForm.IsOfSourceSecret);
    }

    [Fact]
    public void ToInput_IdentityWithoutASecret_NamesNoStore()
    {
        using var form = Azure(FileSecretRef.StoreName);
        form.Azure.Credential = AzureCredentialKind.ManagedIdentity;

        Assert.Null(form.ToInput().SourceSecretFrom);
        Assert.DoesNotContain(form.Problems(), IntegrationForm.IsOfSourceSecret);
    }

    [Theory]
    [InlineData(KeyVaultSecretRef.StoreName)]
    [InlineData(VaultSecretRef.StoreName)]
    [InlineData(FileSecretRef.StoreName)]
    [InlineData(EnvironmentSecretRef.StoreName)]
    public void Problems_PlaceNotTyped_AreSentencesOfTheDiscoveryStep(string store)
    {
        using var form = Azure(store);

        var problems = form.Problems().Where(IntegrationForm.IsOfSourceSecret).ToList();

        Assert.NotEmpty(problems);
        Assert.All(problems, p => Assert.Equal(ConnectStep.Discovery, ConnectSteps.Of(p.Field)));
    }

    [Fact]
    public void Of_StoredPlace_IsShownAgainAndNotSentAgain_AndFromThereToThePortalsOwnAsksForTheSecret()
    {
        using var form = IntegrationForm.Of(Stored(new EnvironmentSecretRef("JITSSH_SECRET_AZURE")));

        Assert.Equal(("environment", "JITSSH_SECRET_AZURE"), (form.SourceStore.Store, form.SourceStore.Variable));
        Assert.Null(form.ToInput().SourceSecretFrom);
        Assert.Equal((null, form.Id), (form.ToTrial().SourceSecretFrom, form.ToTrial().Integration));
        form.SourceStore.Store = LocalSecretRef.StoreName;
        Assert.Equal("Give the client secret of the app registration.", Assert.Single(form.Problems(), IntegrationForm.IsOfSourceSecret).Sentence);
    }

    [Fact]
    public async Task Render_FromAStore_ShowsItsFieldsWithTheirSentencesAndNoSecret()
    {
        using var form = Azure(VaultSecretRef.StoreName);
        form.SourceStore.SignInSecret = "hvs.secret";
        form.SourceStore.Path = "jitssh/azure";

        var shown = await ShowAsync<AzureFields>((nameof(AzureFields.Form), form), (nameof(AzureFields.Problems), form.Problems()));

        Assert.Equal("vault", shown.QuerySelector("#field-SourceStore option[selected]")!.GetAttribute("value"));
        Assert.Equal(("jitssh/azure", "true"), (shown.QuerySelector("[id='field-SourceSecretFrom.Path']")!.GetAttribute("value"), shown.QuerySelector("[id='field-SourceSecretFrom.Address']")!.GetAttribute("aria-invalid")));
        Assert.Contains("Empty: client_secret.", shown.TextContent, StringComparison.Ordinal);
        Assert.Null(shown.QuerySelector("[id='field-SourceSecret']"));
        Assert.DoesNotContain("hvs.secret", shown.InnerHtml, StringComparison.Ordinal);
        Assert.Contains("One was given. It is not shown again; type another one to replace it.", shown.TextContent, StringComparison.Ordinal);
    }

    public static TheoryData<string, string[]> Labels => new()
    {
        { KeyVaultSecretRef.StoreName, ["Vault address", "Secret name", "Version (optional)", "Cloud", "The connector signs in with", "Directory (tenant) id (optional)", "Application (client) id (optional)", "Field (optional)"] },
        { FileSecretRef.StoreName, ["File", "Field (optional)"] },
        { EnvironmentSecretRef.StoreName, ["Environment variable", "Field (optional)"] },
    };

    [Theory]
    [MemberData(nameof(Labels))]
    public async Task SecretStoreFields_EachStore_AsksForWhatLeadsToTheSecret(string store, string[] labels)
    {
        var form = new SecretStoreForm { Store = store };

        var shown = await ShowAsync<SecretStoreFields>((nameof(SecretStoreFields.Store), form), (nameof(SecretStoreFields.User), "jitadmin"), (nameof(SecretStoreFields.Problems), form.Problems()));

        Assert.Equal(labels, shown.QuerySelectorAll("label").Select(l => l.TextContent));
        Assert.All(shown.QuerySelectorAll("label"), l => Assert.NotNull(shown.QuerySelector($"[id='{l.GetAttribute("for")}']")));
        Assert.Contains("Empty: base64_private_key.", shown.TextContent, StringComparison.Ordinal);
        Assert.Single(shown.QuerySelectorAll("button"));
    }

    [Fact]
    public async Task Connector_IsChosenFromThoseThereAre_WithTheirState()
    {
        using var form = Azure(LocalSecretRef.StoreName);

        var shown = await ShowAsync<ConnectorFields>((nameof(ConnectorFields.Form), form), (nameof(ConnectorFields.Problems), Array.Empty<Problem>()));

        var choice = Assert.Single(shown.QuerySelectorAll("input[type=radio]"));
        Assert.True(choice.HasAttribute("checked"));
        Assert.Equal("c, inside this portal", choice.ParentElement!.TextContent.Trim());
        var state = shown.QuerySelector($"[id='{choice.GetAttribute("aria-describedby")}']")!;
        Assert.Equal(("Connected", "1970-01-01T00:00:00Z"), (state.QuerySelector(".badge")!.TextContent, state.QuerySelector("time")!.GetAttribute("datetime")));
        Assert.Equal(ConnectorId.Embedded, form.ToInput().ConnectorId);
        Assert.Equal(ConnectStep.Connector, ConnectSteps.Of(nameof(IntegrationInput.ConnectorId)));
    }

    private Task<AngleSharp.Dom.IElement> ShowAsync<T>(params (string Name, object? Value)[] parameters) where T : Microsoft.AspNetCore.Components.IComponent =>
        Screen.Over(server.Core).ShowAsync<T>(server.Ada, "/", parameters);

    private static IntegrationForm Azure(string store) => new(AzureVmSettings.KindName, isStored: false) { SourceStore = { Store = store }, Azure = { TenantId = "contoso.example", ClientId = "client" } };

    private static Integration Stored(SecretRef sourceSecret) => new()
    {
        Id = TypedId.New<IntegrationId>(TimeProvider.System), Name = "Azure", Source = new AzureVmSettings { TenantId = "contoso.example", ClientId = "client" }, SourceSecret = sourceSecret,
        ConnectorId = ConnectorId.Embedded, LoginUser = "jitadmin", LoginKey = new LocalSecretRef("key"), LoginPublicKey = "ssh-ed25519 AAAA", ConnectedAt = DateTimeOffset.UnixEpoch,
    };
}
