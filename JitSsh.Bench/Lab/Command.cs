using System.Diagnostics;
using System.Text;

namespace JitSsh.Bench.Lab;

/// <summary>What a program said.</summary>
internal sealed record Said(int ExitCode, string Output, string Error)
{
    public Said EnsureSuccess() => ExitCode == 0 ? this : throw new InvalidOperationException($"A program ended with {ExitCode}: {Error.Trim()} {Tail(Output)}");

    private static string Tail(string text) => text.Length <= 800 ? text.Trim() : text[^800..].Trim();
}

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    public static async Task<Said> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? limit = null)
    {
        using var process = Start(program, arguments, environment);
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, timeout.Token);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything; its exit code says more.
        }

        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end in time.", e);
        }
    }

    public static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardInputEncoding = Encoding.ASCII };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            info.Environment[name] = value;
        }

        return Process.Start(info) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
