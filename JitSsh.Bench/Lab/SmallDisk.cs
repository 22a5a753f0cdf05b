using JitSsh.Lab.Servers;

namespace JitSsh.Bench.Lab;

/// <summary>
/// A lab server's disk is this machine's own, with all that is installed for development. After each end JitSsh searches it, and the names of a hundred
/// such disks together do not fit in one machine's memory. So what a server does not have is hidden there: large directories of programs that serve none of this.
/// </summary>
internal static class SmallDisk
{
    private const int Large = 2000;
    private static readonly string[] Parents = ["/usr/lib", "/usr/share", "/usr/local", "/opt", "/usr", "/srv", "/home"];

    /// <summary>What sshd, sudo, the shell and a playbook's modules need.</summary>
    private static readonly string[] Needed = ["lib", "share", "bin", "sbin", "python3.", "perl", "zoneinfo", "terminfo", "systemd"];

    /// <summary>Hides them on every server.</summary>
    public static async Task MakeAsync(IReadOnlyList<LabServer> servers)
    {
        var large = Parents.Where(Directory.Exists).SelectMany(p => Directory.EnumerateDirectories(p)).Where(d => IsForNoServer(d) && IsLarge(d)).ToList();
        if (large.Count == 0)
        {
            return;
        }

        var hide = $"mkdir -p /run/empty; for directory in {string.Join(' ', large)}; do [ ! -d \"$directory\" ] || mount --bind /run/empty \"$directory\" || exit 1; done";
        await Parallel.ForEachAsync(servers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (server, cancel) => (await server.RunAsync(hide, null, cancel)).EnsureSuccess());
    }

    private static bool IsForNoServer(string directory)
    {
        var name = Path.GetFileName(directory);
        return directory.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+')
            && new DirectoryInfo(directory).LinkTarget is null
            && !name.EndsWith("-linux-gnu", StringComparison.Ordinal)
            && !Needed.Any(n => n.EndsWith('.') ? name.StartsWith(n, StringComparison.Ordinal) : name == n);
    }

    private static bool IsLarge(string directory) => Directory.EnumerateFileSystemEntries(directory, "*", new EnumerationOptions
    {
        RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true,
    }).Take(Large).Count() == Large;
}
