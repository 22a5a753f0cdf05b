using System.Diagnostics;

namespace JitSsh.Lab.Servers;

/// <summary>
/// Starts this program again as <c>up … --foreground</c> in a session of its own, and waits until its servers are there. One kind
/// of lab, with one life, whether somebody watches it or not.
/// </summary>
internal static class BackgroundLab
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    // Nothing that the caller has open stays open for it: a script that reads what "up" says would wait for ever.
    private const string Detach = """
        log=$1; shift
        for descriptor in /proc/$$/fd/*; do
            case ${descriptor##*/} in 0 | 1 | 2) ;; *) eval "exec ${descriptor##*/}<&-" ;; esac
        done
        exec setsid "$@" </dev/null >"$log" 2>&1
        """;

    public static async Task<int> StartAsync(ServerLabOptions options, string[] arguments)
    {
        Prerequisites.Check(options);
        var state = LabDirectory.Open(options.StateDirectory);
        using var process = Process.Start(new ProcessStartInfo("/bin/bash",
        [
            "-c", Detach, "bash", state.Log, .. Self(), .. arguments, "--foreground",
        ]))!;

        var ready = await Condition.WaitAsync(
            () => process.HasExited || (state.ReadState()?.Owner?.Pid == process.Id && state.ReadServers() is not null),
            StartLimit,
            CancellationToken.None);
        if (process.HasExited)
        {
            var reason = (await File.ReadAllTextAsync(state.Log)).Trim();
            state.DeleteLog();
            throw new LabException(reason);
        }

        if (!ready)
        {
            process.Kill(entireProcessTree: true);
            throw new LabException($"The servers are not up after {StartLimit}. See {state.Log}, and end them with down.");
        }

        ServerTable.Print(state.Path);
        return 0;
    }

    // Started as "dotnet JitSsh.Lab.dll" or as its own executable.
    private static string[] Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]]
            : [Environment.ProcessPath!];
}
