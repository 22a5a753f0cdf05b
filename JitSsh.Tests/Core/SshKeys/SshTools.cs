using System.Diagnostics;
using System.Text;

namespace JitSsh.Tests.Core.SshKeys;

/// <summary>OpenSSH's own programs as the oracle, in a directory that goes away.</summary>
internal sealed class SshTools : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("jitssh-test-").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        // ssh-keygen refuses private keys that others can read.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(PathOf(name), options);
        file.Write(Encoding.UTF8.GetBytes(text));
        return PathOf(name);
    }

    /// <summary>Makes a key pair, and answers the public line.</summary>
    public string MakeKey(string name, params string[] arguments)
    {
        Run("ssh-keygen", null, ["-q", "-N", "", "-C", "someone@example", "-f", PathOf(name), .. arguments]);
        return File.ReadAllText(PathOf(name) + ".pub");
    }

    public string Run(string program, byte[]? input, params string[] arguments)
    {
        var (code, output) = TryRun(program, input, null, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} answered {code}: {output}");
    }

    public (int Code, string Output) TryRun(string program, byte[]? input, string? agentSocket, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment["TZ"] = "UTC";
        start.Environment["SSH_AUTH_SOCK"] = agentSocket ?? "";
        start.Environment["SSH_ASKPASS_REQUIRE"] = "never";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
