using Xunit;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using JitSsh.Core.SshKeys;

namespace JitSsh.Tests.Portal.Requests;

/// <summary>The key that the browser makes, read by OpenSSH itself. Needs node and ssh-keygen; the script runs in node's own WebCrypto.</summary>
public sealed class SshKeyScriptTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-key-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Encode_EveryShapeOfNumberAndComment_SshKeygenReadsTheSameKey()
    {
        var here = Path.GetDirectoryName(SourcePath())!;
        var module = Path.GetFullPath(Path.Combine(here, "../../../JitSsh.Portal/wwwroot/ssh-key.js"));
        Assert.SkipUnless(await HasNodeAsync(), "node is not installed here.");

        var (made, output) = await RunAsync("node", Path.Combine(here, "ssh-key-check.mjs"), module, directory);
        Assert.True(made == 0, output);

        var expected = Directory.GetFiles(directory, "*.expected");
        Assert.True(expected.Length > 40, $"Only {expected.Length} keys were made.");
        foreach (var file in expected)
        {
            var (code, line) = await RunAsync("ssh-keygen", "-y", "-P", "", "-f", file[..^".expected".Length]);
            Assert.True(code == 0, $"{Path.GetFileName(file)}: {line}");
            Assert.Equal(await File.ReadAllTextAsync(file), line);

            var key = SshPublicKey.Parse(line);
            Assert.True(key.IsValid, $"{Path.GetFileName(file)}: {key.Problem}");
        }
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;

    private static async Task<bool> HasNodeAsync()
    {
        try
        {
            return (await RunAsync("node", "--version")).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
