using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class BundleStore(Db db, TimeProvider clock) : IBundleStore
{
    public Task<IReadOnlyList<Bundle>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Bundle>>(async c => await c.Bundles.OrderBy(b => b.Name).ToListAsync(cancel), cancel);

    public Task<bool> AddAsync(Bundle bundle, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Bundles.AnyAsync(b => b.Name == bundle.Name, cancel))
        {
            return w.Abandon(false);
        }

        c.Bundles.Add(bundle);
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, bundle.Id.Value);
        return true;
    }, cancel);

    public Task<FlowSaveProblem?> ChangeAsync(Bundle bundle, IReadOnlyDictionary<AccessFlowId, Func<GrantInForce, bool>> ends, Actor by, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Bundles.AnyAsync(b => b.Name == bundle.Name && b.Id != bundle.Id, cancel))
        {
            return w.Abandon<FlowSaveProblem?>(FlowSaveProblem.NameTaken);
        }

        if (await c.Bundles.Where(b => b.Id == bundle.Id && b.Version == bundle.Version - 1).ExecuteUpdateAsync(b => b
            .SetProperty(x => x.Name, bundle.Name).SetProperty(x => x.Targets, bundle.Targets)
            .SetProperty(x => x.Version, bundle.Version).SetProperty(x => x.ChangedAt, bundle.ChangedAt), cancel) == 0)
        {
            return w.Abandon<FlowSaveProblem?>(FlowSaveProblem.Stale);
        }

        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, bundle.Id.Value);
        foreach (var (flow, isOver) in ends)
        {
            await FlowEnds.EndAsync(c, w, flow, isOver, by, clock, bundle.ChangedAt, cancel);
        }

        return null;
    }, cancel);

    public Task<bool> RemoveAsync(BundleId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        // Looked at in the transaction, so that no flow begins to name it in between.
        var named = (await c.AccessFlows.Select(f => f.Rule).ToListAsync(cancel)).Select(r => r.Targets)
            .Concat(await c.FlowAssertions.Select(a => a.Targets).ToListAsync(cancel)).Any(t => t.Bundles.Contains(id) || t.ExceptBundles.Contains(id));
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, id.Value);
        return (!named && await c.Bundles.Where(b => b.Id == id).ExecuteDeleteAsync(cancel) == 1) || w.Abandon(false);
    }, cancel);
}
