using System.Diagnostics;
using System.Text;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>What a tool said.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error, bool TimedOut);

/// <summary>Runs one of OpenSSH's tools with an argument list, never through a shell, in an environment of its own.</summary>
internal static class ToolProcess
{
    private const int MostOutput = 1024 * 1024;

    /// <summary>Is shown what has come so far.</summary>
    public delegate void Seen(ReadOnlySpan<byte> soFar);

    public static ProcessStartInfo Start(string file, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(file) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        // Nothing of the portal's own environment reaches a tool: not its secrets, not its proxies, not its language.
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        info.Environment.Clear();
        info.Environment["PATH"] = path;
        info.Environment["LC_ALL"] = "C";
        info.Environment["HOME"] = "/nonexistent";
        return info;
    }

    public static async Task<ToolResult> RunAsync(string file, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancel)
    {
        using var process = Process.Start(Start(file, arguments)) ?? throw new InvalidOperationException($"{file} did not start.");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(limit);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, null, timeout.Token);
            var error = ReadAsync(process.StandardError.BaseStream, null, timeout.Token);
            await WriteAsync(process, input, timeout.Token);
            CloseInput(process);
            await process.WaitForExitAsync(timeout.Token);
            return new(process.ExitCode, await output, await error, false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            return new(-1, "", "", true);
        }
    }

    public static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancel);
            await process.StandardInput.BaseStream.FlushAsync(cancel);
        }
        catch (IOException)
        {
            // It ended before it had read everything; what it said tells why.
        }
    }

    public static void CloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // As above.
        }
    }

    /// <summary>Everything, to the end; what goes beyond the most that is kept is thrown away.</summary>
    /// <param name="stream">Where it comes from.</param>
    /// <param name="look">Is shown all that has come so far, whenever more has come; null for nobody.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<string> ReadAsync(Stream stream, Seen? look, CancellationToken cancel)
    {
        var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancel)) > 0)
        {
            all.Write(buffer, 0, (int)Math.Min(read, MostOutput - all.Length));
            look?.Invoke(all.GetBuffer().AsSpan(0, (int)all.Length));
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }
}
