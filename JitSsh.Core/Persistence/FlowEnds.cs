using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>The access under a flow, and its end when the flow no longer allows it.</summary>
internal static class FlowEnds
{
    /// <summary>What was approved under a flow and has not begun to end.</summary>
    public static async Task<IReadOnlyList<GrantInForce>> InForceAsync(JitSshContext c, AccessFlowId flow, CancellationToken cancel)
    {
        var made = await OpenAsync(c, flow, cancel);
        var missing = await (
            from s in c.RequestedServers
            join r in c.Requests on s.RequestId equals r.Id
            where r.FlowId == flow && r.State == RequestState.Approved && !c.Grants.Any(g => g.RequestId == s.RequestId && g.ServerId == s.ServerId)
            select new { s.RequestId, r.RequesterId, s.ServerId, r.LinuxGroups }).ToListAsync(cancel);
        return [.. made.Select(Of), .. missing.Select(m => new GrantInForce(m.RequestId, m.RequesterId, m.ServerId, m.LinuxGroups, null))];
    }

    /// <summary>Makes the grants that approved requests under this flow lack, and ends those for which the function is true. Their servers become due.</summary>
    public static async Task EndAsync(JitSshContext c, Db.Writing w, AccessFlowId flow, Func<GrantInForce, bool> ends, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        await MissingGrants.AddAsync(c, w, s => c.Requests.Any(r => r.Id == s.RequestId && r.FlowId == flow), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        var ending = (await OpenAsync(c, flow, cancel)).Where(g => ends(Of(g))).ToList();
        foreach (var grant in ending)
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, EndReason.FlowChanged, by, at, cancel);
        }

        var servers = ending.Select(g => g.ServerId).Distinct().ToList();
        if (servers.Count > 0)
        {
            await c.Servers.Where(s => servers.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
            w.Tell(ChangeOf.Work);
        }
    }

    private static Task<List<Grant>> OpenAsync(JitSshContext c, AccessFlowId flow, CancellationToken cancel) =>
        c.Grants.Where(g => (g.State == GrantState.Pending || g.State == GrantState.Active) && c.Requests.Any(r => r.Id == g.RequestId && r.FlowId == flow)).ToListAsync(cancel);

    private static GrantInForce Of(Grant grant) => new(grant.RequestId, grant.PersonId, grant.ServerId, grant.LinuxGroups, grant.NotAfter);
}
