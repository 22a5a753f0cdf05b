using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class RequestStore(Db db) : IRequestStore
{
    public Task<bool> AddAsync(NewRequestRows rows, int mostExtensions, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var request = rows.Request;
        if (request.ExtendsId is { } extended && !await MayExtendAsync(c, extended, mostExtensions, request.CreatedAt, cancel))
        {
            return w.Abandon(false);
        }

        c.Requests.Add(request);
        c.RequestedServers.AddRange(rows.Servers);
        if (rows.First is not null)
        {
            c.BegunSteps.Add(rows.First);
        }

        foreach (var e in rows.Audit)
        {
            w.Audit(e);
        }

        w.Tell(ChangeOf.Request, request.Id.Value);
        if (rows.Decision is { } decision)
        {
            c.Decisions.Add(decision);
            await c.SaveChangesAsync(cancel);
            await ApprovedAsync(c, w, request, decision.At, cancel);
        }
        else if (request.ExtendsId is { } waits)
        {
            w.Tell(ChangeOf.Request, waits.Value);
        }

        return true;
    }, cancel);

    public Task<AccessRequest?> FindAsync(RequestId id, CancellationToken cancel) => db.ReadAsync(c => c.Requests.FirstOrDefaultAsync(r => r.Id == id, cancel), cancel);

    public Task<IReadOnlyList<RequestedServer>> ServersOfAsync(RequestId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<RequestedServer>>(
        async c => await c.RequestedServers.Where(s => s.RequestId == id).OrderBy(s => s.ServerName).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<BegunStep>> StepsOfAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<BegunStep>>(
        async c => await c.BegunSteps.Where(s => ids.Contains(s.RequestId)).OrderBy(s => s.Number).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<Decision>> DecisionsOfAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Decision>>(
        async c => await c.Decisions.Where(d => ids.Contains(d.RequestId)).OrderBy(d => d.Number).ToListAsync(cancel), cancel);

    public Task<bool> IsInForceAsync(RequestId id, DateTimeOffset now, CancellationToken cancel) => db.ReadAsync(c => InForce(c, id, now).AnyAsync(cancel), cancel);

    public Task<bool> MoveAsync(RequestId id, RequestState from, RequestState to, DateTimeOffset at, AuditEvent audit, CancellationToken cancel)
    {
        RequestTransitions.Demand(from, to);
        return db.WriteAsync(async (c, w) =>
        {
            if (await c.Requests.Where(r => r.Id == id && r.State == from).ExecuteUpdateAsync(
                r => r.SetProperty(x => x.State, to).SetProperty(x => x.DecidedAt, at).SetProperty(x => x.Revision, x => x.Revision + 1), cancel) == 0)
            {
                return w.Abandon(false);
            }

            await EndStepsAsync(c, id, at, cancel);
            w.Audit(audit);
            await TellAsync(c, w, id, cancel);
            return true;
        }, cancel);
    }

    public Task<bool> DecideAsync(RequestVerdict verdict, CancellationToken cancel)
    {
        var (request, decision) = (verdict.Request, verdict.Decision);
        if (verdict.To != RequestState.Pending)
        {
            RequestTransitions.Demand(RequestState.Pending, verdict.To);
        }

        return db.WriteAsync(async (c, w) =>
        {
            var decidedAt = verdict.To == RequestState.Pending ? (DateTimeOffset?)null : decision.At;
            var step = verdict.Next?.Number ?? request.Step;
            if (await c.Requests.Where(r => r.Id == request.Id && r.State == RequestState.Pending && r.Revision == request.Revision).ExecuteUpdateAsync(r => r
                .SetProperty(x => x.State, verdict.To).SetProperty(x => x.DecidedAt, decidedAt).SetProperty(x => x.Step, step)
                .SetProperty(x => x.ApprovedDuration, verdict.ApprovedDuration).SetProperty(x => x.Revision, x => x.Revision + 1), cancel) == 0)
            {
                return w.Abandon(false);
            }

            c.Decisions.Add(decision);
            if (verdict.LeftOut.Count > 0)
            {
                await c.RequestedServers.Where(s => s.RequestId == request.Id && verdict.LeftOut.Contains(s.ServerId)).ExecuteUpdateAsync(s => s.SetProperty(x => x.IsLeftOut, true), cancel);
            }

            if (verdict.Next is not null || verdict.To != RequestState.Pending)
            {
                await EndStepsAsync(c, request.Id, decision.At, cancel);
            }

            if (verdict.Next is not null)
            {
                c.BegunSteps.Add(verdict.Next);
            }

            w.Audit(verdict.Audit);
            await c.SaveChangesAsync(cancel);
            if (verdict.To == RequestState.Approved)
            {
                await ApprovedAsync(c, w, await c.Requests.FirstAsync(r => r.Id == request.Id, cancel), decision.At, cancel);
            }

            await TellAsync(c, w, request.Id, cancel);
            return true;
        }, cancel);
    }

    public Task<bool> EscalateAsync(RequestId id, int step, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Requests.Where(r => r.Id == id && r.State == RequestState.Pending && r.Step == step).ExecuteUpdateAsync(r => r.SetProperty(x => x.Revision, x => x.Revision + 1), cancel) == 0
            || await c.BegunSteps.Where(s => s.RequestId == id && s.Number == step && s.EscalatedAt == null && s.EndedAt == null)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.EscalatedAt, at), cancel) == 0)
        {
            return w.Abandon(false);
        }

        w.Audit(audit);
        await TellAsync(c, w, id, cancel);
        return true;
    }, cancel);

    public Task<bool> ReviewAsync(RequestId id, PersonId by, string note, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Request, id.Value);
        return await c.Requests.Where(r => r.Id == id && r.IsBreakGlass && r.ReviewedAt == null).ExecuteUpdateAsync(r => r
            .SetProperty(x => x.ReviewedAt, at).SetProperty(x => x.ReviewedBy, by).SetProperty(x => x.ReviewNote, note), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<IReadOnlyList<AccessRequest>> PendingOfFlowsAsync(IReadOnlyCollection<AccessFlowId> flows, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessRequest>>(
        async c => await c.Requests.Where(r => r.State == RequestState.Pending && flows.Contains(r.FlowId)).OrderBy(r => r.CreatedAt).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<AccessRequest>> OpenReviewsAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessRequest>>(
        async c => await c.Requests.Where(r => r.IsBreakGlass && r.ReviewedAt == null).OrderBy(r => r.CreatedAt).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<RequestId>> OverdueAsync(DateTimeOffset now, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<RequestId>>(
        async c => await c.Requests.Where(r => r.State == RequestState.Pending && r.LapsesAt <= now).OrderBy(r => r.LapsesAt).Select(r => r.Id).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<BegunStep>> EscalatingAsync(DateTimeOffset now, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<BegunStep>>(
        async c => await Escalating(c).Where(s => s.EscalatesAt <= now).OrderBy(s => s.EscalatesAt).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<DateTimeOffset?> NextLapseAsync(CancellationToken cancel) => db.ReadAsync(
        async c => new[]
        {
            await c.Requests.Where(r => r.State == RequestState.Pending).MinAsync(r => (DateTimeOffset?)r.LapsesAt, cancel),
            await Escalating(c).MinAsync(s => s.EscalatesAt, cancel),
        }.Min(), cancel);

    public Task<(int Asked, int Connected)> HistoryOfAsync(PersonId person, CancellationToken cancel) => db.ReadAsync(async c =>
        (await c.Requests.CountAsync(r => r.RequesterId == person && r.ExtendsId == null && r.GivenUntil == null, cancel),
         await c.Certificates.Where(x => x.PersonId == person).Select(x => x.RequestId).Distinct().CountAsync(cancel)), cancel);

    private static IQueryable<BegunStep> Escalating(JitSshContext c) => c.BegunSteps.Where(s => s.EscalatesAt != null && s.EscalatedAt == null && s.EndedAt == null
        && c.Requests.Any(r => r.Id == s.RequestId && r.State == RequestState.Pending && r.Step == s.Number));

    private static IQueryable<Grant> InForce(JitSshContext c, RequestId id, DateTimeOffset now) => c.Grants.Where(g => g.RequestId == id && g.State == GrantState.Active && g.NotAfter > now);

    private static async Task<bool> MayExtendAsync(JitSshContext c, RequestId id, int most, DateTimeOffset now, CancellationToken cancel) =>
        !await c.Requests.AnyAsync(r => r.ExtendsId == id && r.State == RequestState.Pending, cancel)
        && await c.Requests.CountAsync(r => r.ExtendsId == id && r.State == RequestState.Approved, cancel) < most
        && await InForce(c, id, now).AnyAsync(cancel);

    /// <summary>What an approval does: servers become due, at once or at the start; or, for an extension, ends move and the servers are to be told at once.</summary>
    private static async Task ApprovedAsync(JitSshContext c, Db.Writing w, AccessRequest request, DateTimeOffset at, CancellationToken cancel)
    {
        var servers = await c.RequestedServers.Where(s => s.RequestId == request.Id && !s.IsLeftOut).Select(s => s.ServerId).ToListAsync(cancel);
        if (request.ExtendsId is { } extended)
        {
            servers = await ExtendAsync(c, w, extended, servers, request.Lasts, at, cancel);
            w.Tell(ChangeOf.Request, extended.Value);
        }

        var due = request.StartsAt is { } start && start > at ? start : at;
        await c.Servers.Where(s => servers.Contains(s.Id) && (s.NextReconcileAt == null || s.NextReconcileAt > due)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, due), cancel);
        w.Tell(ChangeOf.Work);
    }

    /// <summary>Moves the ends of the grants in force. It is the intent: the servers are told next, and until then the old end stands there.</summary>
    private static async Task<List<ServerId>> ExtendAsync(JitSshContext c, Db.Writing w, RequestId id, List<ServerId> servers, TimeSpan by, DateTimeOffset at, CancellationToken cancel)
    {
        List<ServerId> moved = [];
        var hours = await c.Requests.Where(r => r.Id == id).Join(c.AccessFlows, r => r.FlowId, f => f.Id, (r, f) => f.Rule).FirstOrDefaultAsync(cancel) is { When: { } open } ? open.EndAt(at, FlowRule.UntilEndedDuration) : null;
        foreach (var grant in await InForce(c, id, at).Where(g => servers.Contains(g.ServerId)).ToListAsync(cancel))
        {
            // No certificate is good for longer than the longest time, and no access either; nor beyond the flow's hours.
            var longest = at + FlowRule.LongestDuration;
            longest = hours < longest ? hours.Value : longest;
            var end = grant.NotAfter!.Value + by < longest ? grant.NotAfter.Value + by : DateTimeOffset.FromUnixTimeSeconds(longest.ToUnixTimeSeconds());
            if (end > grant.NotAfter && await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Active && g.NotAfter == grant.NotAfter).ExecuteUpdateAsync(
                g => g.SetProperty(x => x.NotAfter, end).SetProperty(x => x.ExtendedAt, at).SetProperty(x => x.ExtensionSentIn, (long?)null), cancel) == 1)
            {
                moved.Add(grant.ServerId);
                w.Audit(Audited.Grant(Actor.System, at, grant.Id, "extended", $"{grant.Account}, until {end:u} instead of {grant.NotAfter:u}"));
            }
        }

        return moved;
    }

    internal static Task<int> EndStepsAsync(JitSshContext c, RequestId id, DateTimeOffset at, CancellationToken cancel) =>
        c.BegunSteps.Where(s => s.RequestId == id && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, at), cancel);

    /// <summary>An extension is shown with the access that it extends.</summary>
    private static async Task TellAsync(JitSshContext c, Db.Writing w, RequestId id, CancellationToken cancel)
    {
        w.Tell(ChangeOf.Request, id.Value);
        if (await c.Requests.Where(r => r.Id == id).Select(r => r.ExtendsId).FirstOrDefaultAsync(cancel) is { } extended)
        {
            w.Tell(ChangeOf.Request, extended.Value);
        }
    }
}
