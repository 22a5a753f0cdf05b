using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Environment;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>Variables that are set aside for secrets, and no others.</summary>
public sealed class EnvironmentSecretStoreTests
{
    private readonly SecretOptions options = new();

    [Fact]
    public async Task ReadAsync_WithThePrefix_IsRead()
    {
        using var key = new StoreTrial();
        var name = $"JITSSH_SECRET_{Guid.NewGuid():N}";
        System.Environment.SetEnvironmentVariable(name, key.Base64);

        using var reading = await ReadAsync(name);

        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("NO_SUCH_VARIABLE")]
    [InlineData("jitssh_secret_x")]
    public async Task ReadAsync_AnyOther_IsRefusedAlikeWhetherItIsThereOrNot(string name)
    {
        using var reading = await ReadAsync(name);
        Assert.Equal(
            $"The connector may not give out the environment variable {name}. Variables that are set aside for secrets: those whose names begin with JITSSH_SECRET_ (JitSsh:Secrets:EnvironmentPrefix and EnvironmentVariables where the connector runs).",
            StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed));
    }

    [Fact]
    public async Task ReadAsync_EmptyPrefix_AllowsNothingButTheListed()
    {
        options.EnvironmentPrefix = "";
        options.EnvironmentVariables.Add("PATH");
        using var listed = await ReadAsync("PATH");
        using var other = await ReadAsync("HOME");

        Assert.Null(listed.Problem);
        Assert.Equal("The connector may not give out the environment variable HOME. Variables that are set aside for secrets: PATH (JitSsh:Secrets:EnvironmentPrefix and EnvironmentVariables where the connector runs).", StoreTrial.SentenceOf(other, SecretProblemKind.NotAllowed));
    }

    [Fact]
    public async Task ReadAsync_NotSet_SaysSo()
    {
        using var reading = await ReadAsync("JITSSH_SECRET_NOT_SET");
        Assert.Equal("The connector has no environment variable JITSSH_SECRET_NOT_SET, or it is empty. Set it where the connector runs, and start the connector again.", StoreTrial.SentenceOf(reading, SecretProblemKind.NotFound));
    }

    private Task<SecretReading> ReadAsync(string name) => new ReadSecret([new EnvironmentSecretStore(Options.Create(options))]).RunAsync(new EnvironmentSecretRef(name), SecretField.PrivateKey, default);
}
