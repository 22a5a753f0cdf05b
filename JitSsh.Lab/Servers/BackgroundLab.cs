using System.Diagnostics;

namespace JitSsh.Lab.Servers;

/// <summary>
/// Starts this program again as <c>up … --foreground</c> in a session of its own, and waits until its servers are there. One kind
/// of lab, with one life, whether somebody watches it or not.
/// </summary>
internal static class BackgroundLab
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    public static async Task<int> StartAsync(ServerLabOptions options, string[] arguments)
    {
        Prerequisites.Check(options);
        var state = LabDirectory.Open(options.StateDirectory);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh",
        [
            "-c", "log=$1; shift; exec setsid \"$@\" </dev/null >\"$log\" 2>&1", "sh", state.Log,
            .. Self(), .. arguments, "--foreground",
        ]))!;

        await Condition.WaitAsync(
            () => process.HasExited || (state.ReadState()?.Owner?.Pid == process.Id && state.ReadServers() is not null),
            StartLimit,
            CancellationToken.None);
        if (process.HasExited)
        {
            var reason = (await File.ReadAllTextAsync(state.Log)).Trim();
            state.DeleteLog();
            throw new LabException(reason);
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
