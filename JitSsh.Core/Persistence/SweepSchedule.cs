using JitSsh.Core.Catalog;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Which servers are swept, and how the first sweep comes to be due. Each later one is set at the end of a contact.</summary>
internal static class SweepSchedule
{
    /// <summary>True for a server that can be talked to; its integration must be enabled besides.</summary>
    public static bool Includes(Server server) => server is { HostKeys.Length: > 0, Host: not null, IsSeen: true } && server.Failure != ShellFailure.HostKeyChanged;

    /// <summary>Gives every server that is to be swept, and for which nothing is due, its place.</summary>
    public static async Task BeginAsync(JitSshContext c, IQueryable<Server> among, TimeSpan every, DateTimeOffset now, CancellationToken cancel)
    {
        var idle = await among
            .Where(s => s.NextReconcileAt == null && s.HostKeys != "" && s.LeaseHolder == null && c.Integrations.Any(i => i.Id == s.IntegrationId && i.Status != IntegrationStatus.Disabled))
            .ToListAsync(cancel);
        foreach (var server in idle.Where(Includes))
        {
            var next = NextContact.Sweep(server.Id, now, every);
            await c.Servers.Where(s => s.Id == server.Id && s.NextReconcileAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, next), cancel);
        }
    }
}
