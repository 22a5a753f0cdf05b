using System.Diagnostics;
using System.Text;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Remote;

/// <summary>A connector as its operator starts it: a process of its own, with its own data and its own settings.</summary>
internal sealed class ConnectorProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();

    public ConnectorProcess(string data, int port, string token, string fileRoot, string? rules = null)
    {
        var file = data + "-token";
        File.WriteAllText(file, token + "\n");
        List<string> arguments = [Path.Combine(AppContext.BaseDirectory, "JitSsh.Portal.dll"), "connector", "--portal", $"http://127.0.0.1:{port}", "--token-file", file, "--data", data];
        if (rules is not null)
        {
            File.WriteAllText(data + "-rules.json", rules);
            arguments.AddRange(["--allow", data + "-rules.json"]);
        }

        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["JitSsh__Secrets__FileRoots__0"] = fileRoot;
        process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    /// <summary>Asks it to end, as systemd does.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (said)
        {
            said.AppendLine(line.Data);
        }
    }
}
