using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class RequestStore(Db db) : IRequestStore
{
    public Task AddAsync(AccessRequest request, IReadOnlyList<RequestedServer> servers, Decision? decision, IReadOnlyList<AuditEvent> audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        c.Requests.Add(request);
        c.RequestedServers.AddRange(servers);
        if (decision is not null)
        {
            c.Decisions.Add(decision);
            var ids = servers.Select(s => s.ServerId).ToList();
            await c.Servers.Where(s => ids.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, decision.At), cancel);
            w.Tell(ChangeOf.Work);
        }

        foreach (var e in audit)
        {
            w.Audit(e);
        }

        w.Tell(ChangeOf.Request, request.Id.Value);
        return true;
    }, cancel);

    public Task<AccessRequest?> FindAsync(RequestId id, CancellationToken cancel) => db.ReadAsync(c => c.Requests.FirstOrDefaultAsync(r => r.Id == id, cancel), cancel);

    public Task<IReadOnlyList<RequestedServer>> ServersOfAsync(RequestId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<RequestedServer>>(
        async c => await c.RequestedServers.Where(s => s.RequestId == id).OrderBy(s => s.ServerName).ToListAsync(cancel), cancel);

    public Task<bool> MoveAsync(RequestId id, RequestState from, RequestState to, Decision? decision, DateTimeOffset at, AuditEvent audit, CancellationToken cancel)
    {
        RequestTransitions.Demand(from, to);
        return db.WriteAsync(async (c, w) =>
        {
            if (await c.Requests.Where(r => r.Id == id && r.State == from).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, to).SetProperty(x => x.DecidedAt, at), cancel) == 0)
            {
                return w.Abandon(false);
            }

            if (decision is not null)
            {
                c.Decisions.Add(decision);
            }

            if (to == RequestState.Approved)
            {
                await c.Servers.Where(s => c.RequestedServers.Any(x => x.RequestId == id && x.ServerId == s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
                w.Tell(ChangeOf.Work);
            }

            w.Audit(audit);
            w.Tell(ChangeOf.Request, id.Value);
            return true;
        }, cancel);
    }

    public Task<IReadOnlyList<AccessRequest>> PendingOfFlowsAsync(IReadOnlyCollection<AccessFlowId> flows, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessRequest>>(
        async c => await c.Requests.Where(r => r.State == RequestState.Pending && flows.Contains(r.FlowId)).OrderBy(r => r.CreatedAt).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<RequestId>> OverdueAsync(DateTimeOffset now, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<RequestId>>(
        async c => await c.Requests.Where(r => r.State == RequestState.Pending && r.LapsesAt <= now).OrderBy(r => r.LapsesAt).Select(r => r.Id).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<DateTimeOffset?> NextLapseAsync(CancellationToken cancel) => db.ReadAsync(
        c => c.Requests.Where(r => r.State == RequestState.Pending).MinAsync(r => (DateTimeOffset?)r.LapsesAt, cancel), cancel);

    public Task<(int Asked, int Connected)> HistoryOfAsync(PersonId person, CancellationToken cancel) => db.ReadAsync(async c =>
        (await c.Requests.CountAsync(r => r.RequesterId == person && r.GivenUntil == null, cancel),
         await c.Certificates.Where(x => x.PersonId == person).Select(x => x.RequestId).Distinct().CountAsync(cancel)), cancel);
}
