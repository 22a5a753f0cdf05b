using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>What would become of a server.</summary>
public enum ServerListChange
{
    /// <summary>It is not there yet.</summary>
    Added,

    /// <summary>It is there and something of it becomes different; it keeps its id, its host key and its history.</summary>
    Changed,

    /// <summary>It is there and not in the new list.</summary>
    Removed,

    /// <summary>It stays as it is.</summary>
    Unchanged,
}

/// <summary>A server of the list that is stored, of the new one, or of both.</summary>
/// <param name="Change">What would become of it.</param>
/// <param name="Server">As it would be; as it was, when it would be removed.</param>
/// <param name="Before">As it was; null when it is new.</param>
public sealed record ServerListRow(ServerListChange Change, SshServerEntry Server, SshServerEntry? Before);

/// <summary>Compares lists by the names of their servers, which are what a server is known by.</summary>
public static class ServerListChanges
{
    /// <summary>A row for each server, in the order of the new list; those that go come last.</summary>
    public static IReadOnlyList<ServerListRow> Between(IEnumerable<SshServerEntry> stored, IEnumerable<SshServerEntry> wanted)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(wanted);
        var before = new Dictionary<string, SshServerEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in stored)
        {
            before.TryAdd(entry.Name, entry);
        }

        List<ServerListRow> rows = [];
        foreach (var entry in wanted)
        {
            before.Remove(entry.Name, out var old);
            rows.Add(new(old is null ? ServerListChange.Added : IsSame(old, entry) ? ServerListChange.Unchanged : ServerListChange.Changed, entry, old));
        }

        rows.AddRange(before.Values.Select(old => new ServerListRow(ServerListChange.Removed, old, old)));
        return rows;
    }

    private static bool IsSame(SshServerEntry a, SshServerEntry b) =>
        a.Name == b.Name && a.Host == b.Host && a.Port == b.Port && a.User == b.User && string.Equals(a.Jump, b.Jump, StringComparison.OrdinalIgnoreCase)
        && Tags(a).SequenceEqual(Tags(b), StringComparer.Ordinal);

    private static IEnumerable<string> Tags(SshServerEntry entry) => (entry.Tags ?? new Dictionary<string, string>()).Select(t => $"{t.Key}={t.Value}").Order(StringComparer.Ordinal);
}
