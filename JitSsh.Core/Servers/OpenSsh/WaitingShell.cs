using System.Diagnostics;
using System.Text;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>
/// A remote shell that has begun and waits for what it is to do. One <c>ssh</c> both logs in, leaving the kept connection behind, and carries the first script: a second one would cost as much
/// again as all that the connector does otherwise.
/// </summary>
internal sealed class WaitingShell : IDisposable
{
    private const string Word = "jitssh waits";
    private static readonly byte[] Hello = Encoding.ASCII.GetBytes($"echo {Word}\n");

    private readonly Process process;
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string> output;
    private readonly Task<string> error;

    private WaitingShell(IEnumerable<string> arguments)
    {
        process = Process.Start(ToolProcess.Start("ssh", arguments)) ?? throw new InvalidOperationException("ssh did not start.");
        output = ToolProcess.ReadAsync(process.StandardOutput.BaseStream, Look, ended.Token);
        error = ToolProcess.ReadAsync(process.StandardError.BaseStream, null, ended.Token);
    }

    /// <summary>Starts it, and returns when the remote shell has answered; or what came of it instead, if it ended before that or did not even log in within the limit.</summary>
    /// <param name="arguments">Those of ssh, with a shell as the command.</param>
    /// <param name="control">The path of the kept connection: ssh makes it when it has logged in. A sudo that is slow after that (a directory that it asks) is given the time of a script.</param>
    /// <param name="limit">How long it may take to log in.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<(WaitingShell? Shell, ToolResult? Instead)> StartAsync(IEnumerable<string> arguments, string control, TimeSpan limit, CancellationToken cancel)
    {
        var shell = new WaitingShell(arguments);
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            timeout.CancelAfter(limit);
            await ToolProcess.WriteAsync(shell.process, Hello, timeout.Token);
            await Task.WhenAny(shell.begun.Task, shell.output).WaitAsync(timeout.Token);
            if (shell.begun.Task.IsCompleted)
            {
                return (shell, null);
            }

            var said = await shell.EndAsync(timeout.Token);
            shell.Dispose();
            return (null, said);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested && File.Exists(control))
        {
            shell.begun.TrySetResult();
            return (shell, null);
        }
        catch (OperationCanceledException)
        {
            shell.Dispose();
            cancel.ThrowIfCancellationRequested();
            return (null, new(-1, "", "", true));
        }
        catch
        {
            shell.Dispose();
            throw;
        }
    }

    /// <summary>Gives it this input, and its end; then it is over.</summary>
    public async Task<ToolResult> RunAsync(ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(limit);
        try
        {
            await ToolProcess.WriteAsync(process, input, timeout.Token);
            return await EndAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            cancel.ThrowIfCancellationRequested();
            return new(-1, "", "", true);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Ends it, whatever it does. The kept connection stays.</summary>
    public void Dispose()
    {
        if (ended.IsCancellationRequested)
        {
            return;
        }

        ended.Cancel();
        if (!process.HasExited)
        {
            // Once it has begun, the kept connection is a child of it, and is to stay.
            process.Kill(entireProcessTree: !begun.Task.IsCompleted);
        }

        process.Dispose();
        ended.Dispose();
    }

    private async Task<ToolResult> EndAsync(CancellationToken cancel)
    {
        ToolProcess.CloseInput(process);
        await process.WaitForExitAsync(cancel);
        return new(process.ExitCode, await output.WaitAsync(cancel), await error.WaitAsync(cancel), false);
    }

    private void Look(ReadOnlySpan<byte> soFar)
    {
        if (!begun.Task.IsCompleted && soFar.IndexOf(Encoding.ASCII.GetBytes(Word)) >= 0)
        {
            begun.TrySetResult();
        }
    }
}
