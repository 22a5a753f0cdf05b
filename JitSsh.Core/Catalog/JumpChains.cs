using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>
/// The jump servers of a list. Each must be a server of the list itself: only then has somebody accepted its host key. Pure.
/// </summary>
internal sealed class JumpChains
{
    /// <summary>The most jump servers one after the other.</summary>
    public const int MaxHops = 4;

    private readonly Dictionary<string, SshServerEntry> byName = new(StringComparer.OrdinalIgnoreCase);

    public JumpChains(IEnumerable<SshServerEntry> servers)
    {
        foreach (var server in servers)
        {
            byName.TryAdd(server.Name, server);
        }
    }

    /// <summary>What is wrong with the way to this server, as a sentence; null when nothing is.</summary>
    public string? Problem(SshServerEntry server)
    {
        List<string> way = [server.Name];
        var at = server;
        while (at.Jump is { } jump)
        {
            if (!byName.TryGetValue(jump, out var next))
            {
                return $"{Of(at, server)} jump server {SafeText.Quote(jump)} is not in the list. Add it as a server, so that its host key can be accepted.";
            }

            way.Add(next.Name);
            if (way.Take(way.Count - 1).Contains(next.Name, StringComparer.OrdinalIgnoreCase))
            {
                return $"The way to {server.Name} goes in a circle: {string.Join(" through ", way)}. Let one of them be reached directly.";
            }

            if (way.Count > MaxHops + 1)
            {
                return $"{server.Name} is behind more than {MaxHops} jump servers. Let one of them be reached directly.";
            }

            at = next;
        }

        return null;
    }

    private static string Of(SshServerEntry at, SshServerEntry server) => ReferenceEquals(at, server) ? $"{server.Name}: its" : $"{server.Name} is reached through {at.Name}, whose";
}
