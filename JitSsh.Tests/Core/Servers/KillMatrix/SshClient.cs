using System.Collections.Concurrent;
using System.Diagnostics;

namespace JitSsh.Tests.Core.Servers.KillMatrix;

/// <summary>An ssh client that stays connected until the server, or this object, ends it.</summary>
internal sealed class SshClient : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> error = new();

    public SshClient(string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo("ssh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, e) => error.Enqueue(e.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool IsOpen => !process.HasExited;

    public string Error => string.Join('\n', error);

    /// <summary>Empty if the connection ends within the limit.</summary>
    public async Task<string> StillOpenAsync(TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return "";
        }
        catch (OperationCanceledException)
        {
            return "the connection is still open; ";
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
