using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Entra;
using JitSsh.Portal.Integrations.Connect;
using JitSsh.Portal.Integrations.Form;
using Xunit;

namespace JitSsh.Tests.Portal.Integrations;

public sealed class IntegrationFormTests
{
    [Fact]
    public void Problems_NothingTyped_EachBelongsToAStepBeforeTheLast()
    {
        foreach (var kind in CatalogEntry.All.Select(e => e.Kind))
        {
            using var form = new IntegrationForm(kind, isStored: false) { KeepDays = "soon", LinuxGroups = "Not-A-Group" };

            var steps = form.Problems().Select(p => ConnectSteps.Of(p.Field)).Distinct().Order();

            Assert.Equal([ConnectStep.Discovery, ConnectStep.Configuration, ConnectStep.Secret, ConnectStep.GetMore], steps);
        }
    }

    [Fact]
    public void Problems_StoredWithoutNewSecrets_KeepsTheStoredOnes()
    {
        using var form = IntegrationForm.Of(Stored());

        Assert.Empty(form.Problems());
        Assert.Null(form.ToInput().Base64PrivateKey);
        Assert.Null(form.ToInput().SourceSecret);
    }

    [Fact]
    public void Of_ShortCleanupPeriod_IsNotRounded()
    {
        var stored = Stored();
        stored.Keep = TimeSpan.FromSeconds(90);
        using var form = IntegrationForm.Of(stored);

        Assert.Equal(TimeSpan.FromSeconds(90), TimeSpan.FromDays(form.ToInput().KeepDays));
    }

    [Theory]
    [InlineData("", null, "owner")]
    [InlineData("  Contact ", "Contact", "Contact")]
    public void ToInput_OwnerTag_IsKeptAndEmptyIsTheUsualOne(string typed, string? stored, string inForce)
    {
        foreach (var kind in CatalogEntry.All.Select(e => e.Kind))
        {
            using var form = new IntegrationForm(kind, isStored: false) { OwnerTag = typed };
            var source = form.ToInput().Source!;
            Assert.Equal((stored, inForce), (source.OwnerTag, source.OwnerTagInForce));
            Assert.Equal(ConnectStep.GetMore, ConnectSteps.Of(nameof(SourceSettings.OwnerTag)));
        }
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("Default", new string[0])]
    [InlineData("docker, adm default", new[] { "docker", "adm" })]
    public void ToInput_UserGroups_DefaultIsNoGroup(string typed, string[] expected)
    {
        using var form = new IntegrationForm(SshServersSettings.KindName, isStored: false) { LinuxGroups = typed };

        Assert.Equal(expected, form.ToInput().LinuxGroups);
    }

    [Fact]
    public void HandedOver_Secrets_AreGoneAndThePublicLineStays()
    {
        using var form = new IntegrationForm(AzureVmSettings.KindName, isStored: false) { SourceSecret = "secret" };
        form.Key.Generate();
        Assert.NotNull(form.ToInput().Base64PrivateKey);
        Assert.Equal("secret", form.ToInput().SourceSecret);

        form.HandedOver();

        Assert.Null(form.ToInput().Base64PrivateKey);
        Assert.Null(form.ToInput().SourceSecret);
        Assert.StartsWith("ecdsa-sha2-nistp256 ", form.Key.PublicKeyLine, StringComparison.Ordinal);
    }

    [Fact]
    public void ToInput_AnotherCredential_DoesNotHandOverTheSecret()
    {
        using var form = new IntegrationForm(AzureVmSettings.KindName, isStored: false) { SourceSecret = "secret" };
        form.Azure.Credential = AzureCredentialKind.ManagedIdentity;

        Assert.Null(form.ToInput().SourceSecret);
    }

    private static Integration Stored() => new()
    {
        Id = TypedId.New<IntegrationId>(TimeProvider.System),
        Name = "Lab",
        Source = new SshServersSettings { Servers = [new("web-01", "10.0.0.4")] },
        ConnectorId = ConnectorId.Embedded,
        LoginUser = "jitadmin",
        LoginKey = new LocalSecretRef("key"),
        LoginPublicKey = "ssh-ed25519 AAAA",
        ConnectedAt = DateTimeOffset.UnixEpoch,
    };
}
