using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace JitSsh.Lab.Servers;

/// <summary>
/// The shell that holds one server's disk and switches it on and off (keeper.sh). It ends with its standard input, so that
/// nothing of a server outlives this process, however that ends.
/// </summary>
internal sealed class Keeper : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly SemaphoreSlim turn = new(1);
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly Process shell;
    private bool closed;

    private Keeper(Process shell)
    {
        this.shell = shell;
        shell.ErrorDataReceived += (_, e) => complaints.Enqueue(e.Data ?? "");
        shell.BeginErrorReadLine();
        Process = HostProcess.Find(shell.Id) ?? throw new LabException($"A server's keeper ended at once: {Complaints}");
    }

    public HostProcess Process { get; }

    public string Complaints => string.Join(' ', complaints).Trim();

    public static Keeper Start(string scripts, IReadOnlyDictionary<string, string> environment)
    {
        // A session of its own: Ctrl-C at the lab's terminal is for the lab, which then ends its servers in order.
        var start = new ProcessStartInfo(
            "setsid", ["unshare", "--mount", "--propagation", "private", "bash", Path.Combine(scripts, "keeper.sh")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LAB_SCRIPTS"] = scripts;
        start.Environment["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Keeper(System.Diagnostics.Process.Start(start)!);
    }

    public Task InstallAsync(CancellationToken cancellationToken) => OrderAsync("install", "installed", cancellationToken);

    /// <summary>The server's process 1; the server is not ready yet.</summary>
    public async Task<HostProcess> PowerOnAsync(CancellationToken cancellationToken)
    {
        var answer = await OrderAsync("on", "running ", cancellationToken);
        var pid = int.Parse(answer, CultureInfo.InvariantCulture);
        return HostProcess.Find(pid) ?? throw new LabException($"The server ended while it started: {Complaints}");
    }

    /// <summary>Returns when the last process of the server is gone.</summary>
    public Task PowerOffAsync(CancellationToken cancellationToken) => OrderAsync("off", "stopped", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (closed)
        {
            return;
        }

        closed = true;
        shell.StandardInput.Close();
        if (!await Process.WaitForEndAsync(TimeSpan.FromSeconds(10)))
        {
            Process.Kill();
            await Process.WaitForEndAsync(TimeSpan.FromSeconds(10));
        }

        shell.Dispose();
        turn.Dispose();
    }

    private async Task<string> OrderAsync(string order, string answer, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await shell.StandardInput.WriteLineAsync(order.AsMemory(), limit.Token);
            await shell.StandardInput.FlushAsync(limit.Token);
            while (await shell.StandardOutput.ReadLineAsync(limit.Token) is { } line && line != "failed")
            {
                if (line.StartsWith(answer, StringComparison.Ordinal))
                {
                    return line[answer.Length..];
                }
            }

            throw new LabException($"A server's keeper could not do \"{order}\": {Complaints}");
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new LabException($"A server's keeper does not answer to \"{order}\": {Complaints}", e);
        }
        finally
        {
            turn.Release();
        }
    }
}
