using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Secrets;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>A look at Azure with a secret that nobody types again: the stored one, or one in a store.</summary>
public sealed class StoredSecretPreviewTests : IAsyncLifetime
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-mount-").FullName;
    private AzureCore azure = null!;

    private string Place => Path.Combine(directory, "client-secret");

    public async ValueTask InitializeAsync()
    {
        azure = await AzureCore.StartAsync(
            lab => [("JitSsh:Secrets:FileRoots:0", directory), ("JitSsh:Secrets:TrustedAddresses:0", lab.Endpoint.GetLeftPart(UriPartial.Authority))], LabAzure.Subscription("shop", 2));
        await File.WriteAllTextAsync(Place, $$"""{ "client_secret": "{{azure.Azure.ClientSecret}}" }""");
    }

    public async ValueTask DisposeAsync()
    {
        await azure.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task StoredSecret_LeftEmpty_IsUsed()
    {
        var result = Screen.Done(await LookAsync(Trial with { Integration = azure.Integration }));

        Assert.Equal((2, 0), (result.Servers.Count, result.Problems.Count));
    }

    [Fact]
    public async Task StoredSecret_ToAnotherSignInAddress_IsNotSent()
    {
        var asked = azure.Azure.Requests.Count;
        var elsewhere = Trial with { Integration = azure.Integration, Source = (AzureVmSettings)Trial.Source with { AuthorityHost = new("https://thief.example") } };

        Assert.Equal("The sign-in address is another one than before, so the client secret has to be typed again: the stored one is sent only to where it was given for.", (await LookAsync(elsewhere)).Sentence);
        Assert.Equal(asked, azure.Azure.Requests.Count);
    }

    [Fact]
    public async Task SecretInAStore_IsReadThere_AndUsedByTheIntegrationToo()
    {
        Assert.Equal(2, Screen.Done(await LookAsync(Trial with { SourceSecretFrom = new FileSecretRef(Place) })).Servers.Count);

        var stored = await azure.ReadAsync();
        var before = stored.LastSyncAt;
        Screen.Done(await azure.Core.Get<ChangeIntegration>().RunAsync(azure.Ada, azure.Integration, new() { Name = stored.Name, LoginUser = stored.LoginUser, Source = stored.Source, SourceSecretFrom = new FileSecretRef(Place) }));
        Assert.Equal(IntegrationStatus.Active, (await azure.EndedAsync(i => i.LastSyncAt > before)).Status);
        Assert.Equal(2, Screen.Done(await LookAsync(Trial with { Integration = azure.Integration })).Servers.Count);
    }

    [Fact]
    public async Task SecretInAStore_ThatIsNotThere_SaysSo() => Assert.Equal(
        $"There is no file {directory}/gone where the connector runs. Check the name, and that the secret is mounted there.",
        (await LookAsync(Trial with { SourceSecretFrom = new FileSecretRef(Path.Combine(directory, "gone")) })).Sentence);

    [Fact]
    public async Task ByAMember_IsNotThere() =>
        Assert.Equal(OutcomeKind.NotFound, (await azure.Core.Get<PreviewDiscovery>().RunAsync(azure.Alice, Trial with { Integration = azure.Integration })).Kind);

    private DiscoveryTrial Trial => new() { Source = LabAzure.SettingsFor(azure.Azure) };

    private Task<Outcome<DiscoveryResult>> LookAsync(DiscoveryTrial trial) => azure.Core.Get<PreviewDiscovery>().RunAsync(azure.Ada, trial);
}
