using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class AssertionStore(Db db) : IAssertionStore
{
    public Task<IReadOnlyList<FlowAssertion>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<FlowAssertion>>(async c =>
    {
        var bundles = await c.Bundles.ToListAsync(cancel);
        return [.. (await c.FlowAssertions.OrderBy(a => a.Name).ToListAsync(cancel)).Select(a => a.With(bundles))];
    }, cancel);

    public Task<bool> AddAsync(FlowAssertion assertion, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.FlowAssertions.AnyAsync(a => a.Name == assertion.Name, cancel))
        {
            return w.Abandon(false);
        }

        c.FlowAssertions.Add(assertion);
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, assertion.Id.Value);
        return true;
    }, cancel);

    public Task<FlowSaveProblem?> ChangeAsync(FlowAssertion assertion, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.FlowAssertions.AnyAsync(a => a.Name == assertion.Name && a.Id != assertion.Id, cancel))
        {
            return w.Abandon<FlowSaveProblem?>(FlowSaveProblem.NameTaken);
        }

        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, assertion.Id.Value);
        return await c.FlowAssertions.Where(a => a.Id == assertion.Id && a.Version == assertion.Version - 1).ExecuteUpdateAsync(a => a
            .SetProperty(x => x.Name, assertion.Name).SetProperty(x => x.People, assertion.People).SetProperty(x => x.Targets, assertion.Targets).SetProperty(x => x.Hours, assertion.Hours)
            .SetProperty(x => x.Version, assertion.Version).SetProperty(x => x.ChangedAt, assertion.ChangedAt), cancel) == 1
            ? null
            : w.Abandon<FlowSaveProblem?>(FlowSaveProblem.Stale);
    }, cancel);

    public Task<bool> RemoveAsync(FlowAssertionId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.AccessFlow, id.Value);
        return await c.FlowAssertions.Where(a => a.Id == id).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);
}
