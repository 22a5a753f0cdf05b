using System.Text;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.File;
using Microsoft.Extensions.Options;
using Xunit;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>Files below the operator's directories, as Kubernetes mounts them, and nothing else.</summary>
public sealed class FileSecretStoreTests : IDisposable
{
    private readonly StoreTrial key = new();
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-files-").FullName;
    private readonly SecretOptions options = new();

    public FileSecretStoreTests()
    {
        Directory.CreateDirectory(Root);
        options.FileRoots.Add(Root);
        File.WriteAllText(Path.Combine(directory, "outside"), "a-very-secret-value");
    }

    private string Root => Path.Combine(directory, "mounted");

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task ReadAsync_KubernetesMount_FollowsItsLinksAndSeesTheNewVersion()
    {
        using var newer = new StoreTrial();
        Mount("..2026_03_01", key.Base64);
        var path = Path.Combine(Root, "base64_private_key");
        File.CreateSymbolicLink(path, "..data/base64_private_key");

        using var before = await ReadAsync(path);
        Mount("..2026_03_02", newer.Base64);
        using var after = await ReadAsync(path);

        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(before));
        Assert.Equal(newer.PublicKeyLine, StoreTrial.PublicLineIn(after));
        Assert.NotNull(after.ChangedAt);
    }

    [Fact]
    public async Task ReadAsync_RootThatIsReachedThroughALink_Works()
    {
        var link = Path.Combine(directory, "run");
        Directory.CreateSymbolicLink(link, Root);
        options.FileRoots.Clear();
        options.FileRoots.Add(link + "/");
        await File.WriteAllTextAsync(Path.Combine(Root, "key"), key.Pem);

        using var reading = await ReadAsync(Path.Combine(link, "key"));
        Assert.Equal(key.PublicKeyLine, StoreTrial.PublicLineIn(reading));
    }

    [Theory]
    [InlineData("/etc/shadow")]
    [InlineData("/proc/self/environ")]
    public async Task ReadAsync_Outside_IsRefusedAlikeWhetherItIsThereOrNot(string path)
    {
        using var reading = await ReadAsync(path);
        using var missing = await ReadAsync("/no/such/file");

        var sentence = StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed);
        Assert.Equal($"The file {path} is not below a directory that the connector may read secrets from ({Root}). Mount the secret there, or let the connector's operator add the directory to JitSsh:Secrets:FileRoots.", sentence);
        Assert.Equal(sentence.Replace(path, "/no/such/file", StringComparison.Ordinal), StoreTrial.SentenceOf(missing, SecretProblemKind.NotAllowed));
    }

    [Fact]
    public async Task ReadAsync_WithDots_IsRefused()
    {
        using var reading = await ReadAsync($"{Root}/../outside");
        Assert.Equal("Give the file's absolute path, for example /run/secrets/jitssh/key.pem, without . and .. in it.", StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed));
        using var past = await new FileSecretStore(Options.Create(options)).ReadAsync(new FileSecretRef($"{Root}/../outside"), null, default);
        Assert.Equal(SecretProblemKind.NotAllowed, past.Problem!.Kind);
    }

    [Fact]
    public async Task ReadAsync_LinkThatLeadsOut_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(Root, "file"), Path.Combine(directory, "outside"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "dir"), directory);

        using var file = await ReadAsync($"{Root}/file");
        using var behind = await ReadAsync($"{Root}/dir/outside");

        Assert.Equal($"The file {Root}/file is a link, or lies behind one, to somewhere outside {Root}. Put the file itself there.", StoreTrial.SentenceOf(file, SecretProblemKind.NotAllowed));
        StoreTrial.SentenceOf(behind, SecretProblemKind.NotAllowed);
    }

    [Fact]
    public async Task ReadAsync_MissingEmptyOrHuge_SaysWhich()
    {
        await File.WriteAllTextAsync($"{Root}/empty", "");
        await File.WriteAllBytesAsync($"{Root}/huge", new byte[70_000]);

        using var missing = await ReadAsync($"{Root}/none");
        using var empty = await ReadAsync($"{Root}/empty");
        using var huge = await ReadAsync($"{Root}/huge");
        using var itself = await ReadAsync($"{Root}/dir-that-is-none/x");

        Assert.Equal($"There is no file {Root}/none where the connector runs. Check the name, and that the secret is mounted there.", StoreTrial.SentenceOf(missing, SecretProblemKind.NotFound));
        Assert.Equal($"The file {Root}/empty is empty.", StoreTrial.SentenceOf(empty, SecretProblemKind.Value));
        Assert.Equal($"The file {Root}/huge is larger than 64 KiB: that is no secret. Check the path.", StoreTrial.SentenceOf(huge, SecretProblemKind.Value));
        StoreTrial.SentenceOf(itself, SecretProblemKind.NotFound);
    }

    [Fact]
    public async Task ReadAsync_NoRoots_SaysWhoCanAllowIt()
    {
        options.FileRoots.Clear();
        using var reading = await ReadAsync($"{Root}/x");
        Assert.Equal("The connector reads no files as secrets. Its operator can allow a directory: JitSsh:Secrets:FileRoots.", StoreTrial.SentenceOf(reading, SecretProblemKind.NotAllowed));
    }

    private void Mount(string version, string value)
    {
        Directory.CreateDirectory(Path.Combine(Root, version));
        File.WriteAllText(Path.Combine(Root, version, "base64_private_key"), value, Encoding.ASCII);
        var data = Path.Combine(Root, "..data");
        new FileInfo(data).Delete();
        Directory.CreateSymbolicLink(data, version);
    }

    private Task<SecretReading> ReadAsync(string path) => new ReadSecret([new FileSecretStore(Options.Create(options))]).RunAsync(new FileSecretRef(path), SecretField.PrivateKey, default);
}
