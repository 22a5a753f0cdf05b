using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Decides the end of all access to some of an integration's servers, which are there and are to confirm it.</summary>
internal static class AccessEnds
{
    /// <summary>To all servers of the integration, since an admin takes it away.</summary>
    public static Task OfIntegrationAsync(JitSshContext c, Db.Writing w, IntegrationId id, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel) =>
        EndAsync(c, w, c.Servers.Where(s => s.IntegrationId == id), EndReason.RevokedByAdmin, by, clock, at, cancel);

    /// <summary>To the servers that somebody took out of the integration's list. Their addresses are known still, so the ends are carried out there.</summary>
    public static Task OfRemovedAsync(JitSshContext c, Db.Writing w, IntegrationId id, TimeProvider clock, DateTimeOffset at, CancellationToken cancel) =>
        EndAsync(c, w, c.Servers.Where(s => s.IntegrationId == id && !s.IsSeen), EndReason.ServerGone, Actor.System, clock, at, cancel);

    /// <summary>Makes the grants that approved requests lack, so that they never begin, and ends every one that is not ending. The servers concerned become due.</summary>
    private static async Task EndAsync(
        JitSshContext c, Db.Writing w, IQueryable<Server> servers, EndReason reason, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        await MissingGrants.AddAsync(c, w, r => servers.Any(s => s.Id == r.ServerId), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        var open = await c.Grants.Where(g => (g.State == GrantState.Pending || g.State == GrantState.Active) && servers.Any(s => s.Id == g.ServerId)).ToListAsync(cancel);
        foreach (var grant in open)
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, reason, by, at, cancel);
        }

        var due = open.Select(g => g.ServerId).Distinct().ToList();
        if (due.Count > 0)
        {
            await c.Servers.Where(s => due.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
            w.Tell(ChangeOf.Work);
        }
    }
}
