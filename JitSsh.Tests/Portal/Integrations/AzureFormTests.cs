using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;
using JitSsh.Portal.Integrations.Form;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class AzureFormTests
{
    [Fact]
    public void Problems_NothingTyped_StandAtTenantAndClient() =>
        Assert.Equal(["TenantId", "ClientId"], new AzureForm().Problems().Select(p => p.Field));

    [Fact]
    public void Problems_CustomCloud_StandAtItsThreeAddresses()
    {
        var form = Filled();
        form.Cloud = AzureCloud.Custom;
        form.AuthorityHost = "http://plain.example";

        Assert.Equal(["AuthorityHost", "ResourceManagerEndpoint", "Audience"], form.Problems().Select(p => p.Field));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("70000")]
    [InlineData("ssh")]
    [InlineData("")]
    public void Problems_WrongPort_StandAtThePort(string port)
    {
        var form = Filled();
        form.Port = port;

        Assert.Equal("Port", Assert.Single(form.Problems()).Field);
    }

    [Fact]
    public void Problems_WrongSubscriptions_OneSentenceForEach()
    {
        var form = Filled();
        form.Subscriptions = "one, 11111111-2222-3333-4444-555555555555\ntwo";

        var problems = form.Problems();

        Assert.Equal(2, problems.Count);
        Assert.All(problems, p => Assert.Equal("Subscriptions", p.Field));
    }

    [Fact]
    public void ToSettings_Tags_NameAloneMeansAnyValue()
    {
        var form = Filled();
        form.Tags = "env = prod\r\nowner\nlink=a=b";

        Assert.Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod", ["owner"] = "", ["link"] = "a=b" }, form.ToSettings().Tags);
    }

    [Theory]
    [InlineData("env=prod\nENV=test")]
    [InlineData("=prod")]
    public void Problems_TagsThatSayNothing_StandAtTheTags(string tags)
    {
        var form = Filled();
        form.Tags = tags;

        Assert.Equal("Tags", Assert.Single(form.Problems()).Field);
    }

    [Fact]
    public void Of_StoredSettings_GivesTheSameSettingsBack()
    {
        var settings = new AzureVmSettings
        {
            Cloud = AzureCloud.Custom,
            AuthorityHost = new("https://login.example"),
            ResourceManagerEndpoint = new("https://arm.example"),
            Audience = "https://arm.example",
            TenantId = "contoso.example",
            ClientId = "client",
            Credential = AzureCredentialKind.ManagedIdentity,
            Subscriptions = ["11111111-2222-3333-4444-555555555555"],
            ResourceGroups = ["rg-shop prod", "rg-data"],
            Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod", ["owner"] = "" },
            AddressKind = AzureAddressKind.Public,
            Port = 2222,
        };

        var again = AzureForm.Of(settings).ToSettings();

        Assert.Equivalent(settings, again, strict: true);
    }

    private static AzureForm Filled() => new() { TenantId = "contoso.example", ClientId = "client" };
}
