using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Decides the end of all access to the servers of an integration. The servers are there as before, so the reason is that an admin has taken it away.</summary>
internal static class AccessEnds
{
    /// <summary>Makes the grants that approved requests lack, so that they never begin, and ends every one that is not ending. The servers concerned become due.</summary>
    public static async Task OfIntegrationAsync(JitSshContext c, Db.Writing w, IntegrationId id, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        await MissingGrants.AddAsync(c, w, r => c.Servers.Any(s => s.Id == r.ServerId && s.IntegrationId == id), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        var open = await c.Grants
            .Where(g => (g.State == GrantState.Pending || g.State == GrantState.Active) && c.Servers.Any(s => s.Id == g.ServerId && s.IntegrationId == id)).ToListAsync(cancel);
        foreach (var grant in open)
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, EndReason.RevokedByAdmin, by, at, cancel);
        }

        var servers = open.Select(g => g.ServerId).Distinct().ToList();
        if (servers.Count > 0)
        {
            await c.Servers.Where(s => servers.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
            w.Tell(ChangeOf.Work);
        }
    }
}
