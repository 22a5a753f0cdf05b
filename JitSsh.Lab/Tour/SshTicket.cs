using System.Diagnostics;
using System.Net;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>What a person logs in with by the real ssh client: key, certificate, host keys. Nothing of the machine's own SSH configuration counts.</summary>
/// <param name="PrivateKey">File.</param>
/// <param name="Certificate">File; null logs in with the bare key.</param>
/// <param name="KnownHosts">File.</param>
internal sealed record SshTicket(string PrivateKey, string? Certificate, string KnownHosts)
{
    /// <summary>People log in from another address than the connector does, so that sshd's penalties for refused logins hit only them.</summary>
    private static readonly IPAddress From = IPAddress.Parse("127.0.99.1");

    public Task<CommandResult> RunAsync(string account, LabServer server, string command, CancellationToken cancel) =>
        HostCommand.RunAsync("ssh", [.. Arguments(account, server), command], null, cancel);

    /// <summary>Expects that the login is refused, and not for another reason.</summary>
    public async Task ExpectRefusedAsync(string account, LabServer server, CancellationToken cancel)
    {
        var result = await RunAsync(account, server, "id", cancel);
        Expect.That(result.ExitCode == 255 && result.Error.Contains("Permission denied (", StringComparison.Ordinal),
            "ssh to be refused: Permission denied", $"exit code {result.ExitCode}, {result.Output.Trim()} {result.Error.Trim()}");
    }

    /// <summary>Opens a session with a terminal and something running in it.</summary>
    public async Task<SshSession> OpenAsync(string account, LabServer server, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("ssh", ["-tt", .. Arguments(account, server), "echo session is open; exec sleep 3600"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancel);
        if (line?.Trim() != "session is open")
        {
            var error = await process.StandardError.ReadToEndAsync(cancel);
            process.Dispose();
            throw new ExpectationException("an open session", $"{line} {error}");
        }

        return new(process);
    }

    private string[] Arguments(string account, LabServer server) =>
    [
        "-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "ConnectTimeout=10",
        "-o", $"UserKnownHostsFile={KnownHosts}", "-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes", "-o", $"BindAddress={From}",
        "-i", PrivateKey, .. Certificate is null ? Array.Empty<string>() : ["-o", $"CertificateFile={Certificate}"],
        "-p", $"{server.Port}", "-l", account, "--", server.Address,
    ];
}

/// <summary>An open session.</summary>
internal sealed class SshSession(Process process) : IDisposable
{
    public bool IsOpen => !process.HasExited;

    /// <summary>How long it went on.</summary>
    public async Task<TimeSpan> ExpectEndAsync(TimeSpan limit, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        Expect.That(await Condition.WaitAsync(() => !IsOpen, limit, cancel), $"the open session to end within {limit.TotalSeconds:0} s", "it goes on");
        return watch.Elapsed;
    }

    public void Dispose()
    {
        if (IsOpen)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
