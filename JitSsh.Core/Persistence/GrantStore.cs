using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class GrantStore(Db db, TimeProvider clock) : IGrantStore
{
    public Task<PageOf<RequestRow>> ListRequestsAsync(RequestFilter filter, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        // What extends access is shown with the access.
        var requests = c.Requests.Where(r => r.ExtendsId == null);
        if (filter.Requester is { } requester)
        {
            requests = requests.Where(r => r.RequesterId == requester);
        }

        if (filter.AskedBy is { } asker)
        {
            requests = requests.Where(r => r.AskedById == asker);
        }

        if (filter.State is { } state)
        {
            requests = requests.Where(r => r.State == state);
        }

        if (filter.IsOpen is { } isOpen)
        {
            requests = requests.Where(r => EF.Property<bool>(r, RequestStandings.IsOver) == !isOpen);
        }

        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var like = Like.Containing(filter.Search);
            requests = requests.Where(r =>
                EF.Functions.Like(r.Justification, like, Like.Escape)
                || c.People.Any(p => p.Id == r.RequesterId && EF.Functions.Like(p.Name, like, Like.Escape))
                || c.AccessFlowVersions.Any(f => f.FlowId == r.FlowId && f.Version == r.FlowVersion && EF.Functions.Like(f.Name, like, Like.Escape))
                || c.RequestedServers.Any(s => s.RequestId == r.Id && EF.Functions.Like(s.ServerName, like, Like.Escape)));
        }

        var (items, total) = await requests.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).ToPageAsync(page, cancel);
        return new PageOf<RequestRow>(await RowsAsync(c, items, cancel), total);
    }, cancel);

    public Task<IReadOnlyList<RequestRow>> RequestsAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancel) => db.ReadAsync(
        async c => await RowsAsync(c, await c.Requests.Where(r => ids.Contains(r.Id)).OrderBy(r => r.CreatedAt).ToListAsync(cancel), cancel), cancel);

    public Task<IReadOnlyList<RequestRow>> OpenOnServerAsync(ServerId server, CancellationToken cancel) => db.ReadAsync(
        async c => await RowsAsync(c, await c.Requests
            .Where(r => c.Grants.Where(g => g.ServerId == server && g.State != GrantState.Ended).Select(g => g.RequestId).Contains(r.Id))
            .OrderBy(r => r.CreatedAt).Take(Page.Max).ToListAsync(cancel), cancel), cancel);

    public Task<int> EndAsync(RequestId request, ServerId? server, EndReason reason, Actor by, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await MissingGrants.AddAsync(c, w, s => s.RequestId == request && (server == null || s.ServerId == server), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        var open = await c.Grants.Where(g => g.RequestId == request && (server == null || g.ServerId == server) && (g.State == GrantState.Pending || g.State == GrantState.Active)).ToListAsync(cancel);
        foreach (var grant in open)
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, reason, by, at, cancel);
        }

        var servers = open.Select(g => g.ServerId).ToList();
        await c.Servers.Where(s => servers.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
        w.Tell(ChangeOf.Work);
        w.Tell(ChangeOf.Request, request.Value);
        return open.Count;
    }, cancel);

    internal static async Task<IReadOnlyList<RequestRow>> RowsAsync(JitSshContext c, IReadOnlyList<AccessRequest> requests, CancellationToken cancel)
    {
        var ids = requests.Select(r => r.Id).ToList();
        var people = requests.Select(r => r.RequesterId).Concat(requests.Select(r => r.ReviewedBy).OfType<PersonId>()).Concat(requests.Select(r => r.AskedById).OfType<PersonId>()).ToList();
        var flows = requests.Select(r => r.FlowId).ToList();
        var grants = (await c.Grants.Where(g => ids.Contains(g.RequestId)).ToListAsync(cancel)).ToDictionary(g => (g.RequestId, g.ServerId));
        var servers = (await (
            from r in c.RequestedServers
            where ids.Contains(r.RequestId)
            join s in c.Servers on r.ServerId equals s.Id into found
            from s in found.DefaultIfEmpty()
            orderby r.ServerName
            select new { Asked = r, Host = (string?)s!.Host, Port = (int?)s!.Port, Power = (string?)s!.PowerState }).ToListAsync(cancel)).ToLookup(s => s.Asked.RequestId);
        var decisions = (await (
            from d in c.Decisions
            where ids.Contains(d.RequestId)
            join p in c.People on d.ApproverId equals p.Id into found
            from p in found.DefaultIfEmpty()
            orderby d.Number
            select new { Decision = d, Name = (string?)p!.Name }).ToListAsync(cancel)).ToLookup(d => d.Decision.RequestId);
        var steps = (await c.BegunSteps.Where(s => ids.Contains(s.RequestId)).OrderBy(s => s.Number).ToListAsync(cancel)).ToLookup(s => s.RequestId);
        var extensions = (await c.Requests.Where(r => r.ExtendsId != null && ids.Contains(r.ExtendsId.Value)).OrderBy(r => r.CreatedAt).ToListAsync(cancel)).ToLookup(r => r.ExtendsId!.Value);
        people.AddRange(decisions.SelectMany(d => d).SelectMany(d => d.Decision.For));
        var names = await c.People.Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        var flowNames = (await c.AccessFlowVersions.Where(f => flows.Contains(f.FlowId)).Select(f => new { f.FlowId, f.Version, f.Name }).ToListAsync(cancel)).ToDictionary(f => (f.FlowId, f.Version), f => f.Name);
        return [.. requests.Select(r => new RequestRow(
            r,
            names.GetValueOrDefault(r.RequesterId, "?"),
            flowNames.GetValueOrDefault((r.FlowId, r.FlowVersion), "?"),
            [.. servers[r.Id].Select(s =>
            {
                var grant = grants.GetValueOrDefault((r.Id, s.Asked.ServerId));
                var status = s.Asked.IsLeftOut ? AccessStatus.Rejected : AccessStatuses.Of(r, grant);
                return new RequestedAccess(s.Asked.ServerId, s.Asked.ServerName, s.Host, s.Port ?? 22, grant, status, Server.IsOff(s.Power)) { IsLeftOut = s.Asked.IsLeftOut };
            })],
            [.. decisions[r.Id].Select(d => new DecisionRow(d.Decision, d.Name) { ForNames = [.. d.Decision.For.Select(p => names.GetValueOrDefault(p, "?"))] })])
        {
            AskedByName = r.AskedById is { } asker ? names.GetValueOrDefault(asker, "?") : null,
            Steps = [.. steps[r.Id]], Extensions = [.. extensions[r.Id]], ReviewerName = r.ReviewedBy is { } reviewer ? names.GetValueOrDefault(reviewer, "?") : null,
        })];
    }
}
