using System.Globalization;

namespace JitSsh.Bench.Lab;

/// <summary>The processes of lab servers that run under some UIDs, as this machine numbers them: the servers share its kernel.</summary>
internal static class PersonProcesses
{
    public sealed record Watched(int Pid, long Started, string Server)
    {
        /// <summary>A zombie is dead: it only waits for its parent. A later process of the same number is another one.</summary>
        public bool IsAlive => ReadStat(Pid) is { State: not 'Z' and not 'X' } stat && stat.Started == Started;
    }

    /// <summary>All that live now; the server is told by its PID namespace.</summary>
    /// <param name="uids">The UID of the account by the PID namespace of its server, as <c>readlink /proc/PID/ns/pid</c> prints it.</param>
    public static IReadOnlyList<Watched> Find(IReadOnlyDictionary<string, int> uids)
    {
        var found = new List<Watched>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && NamespaceOf(pid) is { } server && uids.TryGetValue(server, out var uid) && UidOf(pid) == uid && ReadStat(pid) is { State: not 'Z' } stat)
            {
                found.Add(new(pid, stat.Started, server));
            }
        }

        return found;
    }

    public static string? NamespaceOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int? UidOf(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith("Uid:", StringComparison.Ordinal));
            return line is null ? null : int.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static (char State, long Started)? ReadStat(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (fields[0][0], long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
