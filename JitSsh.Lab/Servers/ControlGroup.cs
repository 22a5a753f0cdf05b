namespace JitSsh.Lab.Servers;

/// <summary>The control groups of a full server's systemd, in each hierarchy that it uses.</summary>
internal static class ControlGroup
{
    private static readonly string[] Hierarchies = ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Unique on this machine, since no two servers listen at the same place.</summary>
    public static string NameFor(ServerInfo server) => $"jitssh-lab-{server.Address}-{server.Port}";

    /// <summary>Where it exists now.</summary>
    public static IEnumerable<string> Find(string name) =>
        Hierarchies.Select(hierarchy => Path.Combine(hierarchy, name)).Where(Directory.Exists);

    /// <summary>Does no harm to one that does not exist. The keeper does the same, unless it was killed.</summary>
    /// <exception cref="LabException">There are processes in it.</exception>
    public static async Task RemoveAsync(string name)
    {
        if (!await Condition.WaitAsync(() => Find(name).All(TryRemove), Limit, CancellationToken.None))
        {
            throw new LabException($"The control group {name} cannot be removed: something of the lab is still running in it.");
        }
    }

    // Only empty ones can be removed, innermost first; the files in them are the kernel's.
    private static bool TryRemove(string group)
    {
        try
        {
            foreach (var inner in Directory.GetDirectories(group))
            {
                if (!TryRemove(inner))
                {
                    return false;
                }
            }

            Directory.Delete(group);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
