using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Keeps through which server each one is reached, once all that a discovery found have their ids.</summary>
internal static class JumpServers
{
    /// <summary>How many servers were the same but for this.</summary>
    public static async Task<int> TakeAsync(JitSshContext c, IntegrationId integration, IReadOnlyList<DiscoveredServer> found, CancellationToken cancel)
    {
        if (!found.Any(f => f.JumpExternalId is not null) && !await c.Servers.AnyAsync(s => s.IntegrationId == integration && s.JumpServerId != null, cancel))
        {
            return 0;
        }

        var known = c.ChangeTracker.Entries<Servers.Server>().Select(e => e.Entity).Where(s => s.IntegrationId == integration).ToDictionary(s => s.ExternalId, StringComparer.Ordinal);
        var changed = 0;
        foreach (var server in found)
        {
            var row = known[server.ExternalId];
            var jump = server.JumpExternalId is { } name && known.TryGetValue(name, out var hop) ? hop.Id : (ServerId?)null;
            if (row.JumpServerId != jump)
            {
                changed += c.Entry(row).State == EntityState.Unchanged ? 1 : 0;
                row.JumpServerId = jump;
            }
        }

        return changed;
    }
}
