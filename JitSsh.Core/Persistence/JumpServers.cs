using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Through which server each one is reached.</summary>
internal static class JumpServers
{
    /// <summary>Keeps it, once all that a discovery found have their ids. How many servers were the same but for this.</summary>
    public static async Task<int> TakeAsync(JitSshContext c, IntegrationId integration, IReadOnlyList<DiscoveredServer> found, CancellationToken cancel)
    {
        if (!found.Any(f => f.JumpExternalId is not null) && !await c.Servers.AnyAsync(s => s.IntegrationId == integration && s.JumpServerId != null, cancel))
        {
            return 0;
        }

        var known = c.ChangeTracker.Entries<Server>().Select(e => e.Entity).Where(s => s.IntegrationId == integration).ToDictionary(s => s.ExternalId, StringComparer.Ordinal);
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

    /// <summary>This server answers: those behind it that it kept from being reached are tried at once, also those behind another one that it leads to.</summary>
    public static async Task RecoveredAsync(JitSshContext c, Db.Writing w, ServerId id, DateTimeOffset now, CancellationToken cancel)
    {
        List<ServerId?> through = [id];
        for (var depth = 0; depth < JumpChains.MaxHops; depth++)
        {
            var behind = await c.Servers.Where(s => through.Contains(s.JumpServerId)).Select(s => (ServerId?)s.Id).ToListAsync(cancel);
            if (behind.Count == 0)
            {
                return;
            }

            if (await c.Servers.Where(s => s.Failure == ShellFailure.JumpFailed && s.HostKeys != "" && through.Contains(s.JumpServerId))
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, now), cancel) > 0)
            {
                w.Tell(ChangeOf.Work);
            }

            through = behind;
        }
    }
}
