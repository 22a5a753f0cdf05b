using JitSsh.Core.Catalog;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ReconcileStore(Db db, Authority authority, TimeProvider clock) : IReconcileStore
{
    public Task<IReadOnlyList<ServerLease>> LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, int atMost, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var due = await (
            from s in c.Servers
            join i in c.Integrations on s.IntegrationId equals i.Id
            where i.ConnectorId == connector && s.NextReconcileAt <= now && (s.LeaseUntil == null || s.LeaseUntil <= now)
            orderby s.NextReconcileAt
            select new { Server = s, Integration = i }).Take(atMost).ToListAsync(cancel);
        List<ServerLease> leases = [];
        foreach (var d in due)
        {
            // If the process dies, the server is due again when its lease ends.
            if (await c.Servers.Where(s => s.Id == d.Server.Id && s.Generation == d.Server.Generation).ExecuteUpdateAsync(s => s
                .SetProperty(x => x.LeaseHolder, holder).SetProperty(x => x.LeaseUntil, until)
                .SetProperty(x => x.Generation, x => x.Generation + 1).SetProperty(x => x.NextReconcileAt, until), cancel) == 1)
            {
                leases.Add(Lease(d.Server, d.Integration, holder, until));
            }
        }

        return leases.Count == 0 ? w.Abandon<IReadOnlyList<ServerLease>>([]) : leases;
    }, cancel);

    public Task<DateTimeOffset?> NextDueAsync(ConnectorId connector, CancellationToken cancel) => db.ReadAsync(c => (
        from s in c.Servers
        join i in c.Integrations on s.IntegrationId equals i.Id
        where i.ConnectorId == connector && s.NextReconcileAt != null
        select s.LeaseUntil != null && s.LeaseUntil > s.NextReconcileAt ? s.LeaseUntil : s.NextReconcileAt).MinAsync(cancel), cancel);

    public async Task<ServerState?> BeginAsync(ServerLease lease, DateTimeOffset now, CancellationToken cancel)
    {
        var authorityKey = await authority.PublicKeyLineAsync(cancel);
        return await db.WriteAsync(async (c, w) =>
        {
            if (await HeldAsync(c, lease, cancel) is not { } server)
            {
                return w.Abandon<ServerState?>(null);
            }

            await MissingGrants.AddAsync(c, w, s => s.ServerId == lease.ServerId, clock, now, cancel);
            await c.SaveChangesAsync(cancel);
            var grants = await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State != GrantState.Ended).ToListAsync(cancel);
            var people = grants.Select(g => g.PersonId).Distinct().ToList();
            var active = (await c.People.Where(p => people.Contains(p.Id) && p.IsActive).Select(p => p.Id).ToListAsync(cancel)).ToHashSet();
            var integration = await c.Integrations.FirstAsync(i => i.Id == server.IntegrationId, cancel);
            var plan = DesiredState.At(TermsOf(integration, authorityKey), grants, active.Contains, lease.Generation, now);
            foreach (var start in plan.Starts)
            {
                await GrantMoves.StartAsync(c, start, cancel);
            }

            foreach (var end in plan.Ends)
            {
                await GrantMoves.EndAsync(c, w, end.Grant, end.From, end.Reason, Actor.System, now, cancel);
            }

            return plan.State;
        }, cancel);
    }

    public Task<bool> ReportAnswerAsync(ServerLease lease, ServerAnswer answer, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await HeldAsync(c, lease, cancel) is not { } server)
        {
            return w.Abandon(false);
        }

        var serverError = ReconcileVerdict.OfServer(answer);
        var failures = server.FailureCount + 1;
        var retry = now + Backoff.After(ShellFailure.ScriptFailed, failures, Random.Shared.NextDouble());
        var failed = serverError is not null;
        foreach (var grant in await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State != GrantState.Ended && g.NotBefore != null).ToListAsync(cancel))
        {
            var verdict = ReconcileVerdict.On(grant, answer);
            failed |= !verdict.Settled;
            await (verdict.Settled ? SettleAsync(c, w, grant, now, cancel) : GrantMoves.FailAsync(c, w, grant, verdict.Error!, retry, cancel));
        }

        server.Failure = serverError is null ? null : ShellFailure.ScriptFailed;
        server.FailureText = serverError;
        server.FailureCount = failed ? failures : 0;
        server.LastContactAt = now;
        server.OpenSshVersion = answer.Info.GetValueOrDefault("openssh") ?? server.OpenSshVersion;
        server.ClockOffset = answer.Clock is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) - now : server.ClockOffset;
        await EndLeaseAsync(c, w, server, lease, failed ? retry : await NextAsync(c, lease.ServerId, answer.Next, cancel), cancel);
        return true;
    }, cancel);

    public Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await HeldAsync(c, lease, cancel) is not { } server)
        {
            return w.Abandon(false);
        }

        // Approved requests become visible as grants even on a server that does not answer, with the reason and the next attempt.
        await MissingGrants.AddAsync(c, w, s => s.ServerId == lease.ServerId, clock, now, cancel);
        await c.SaveChangesAsync(cancel);
        server.Failure = failure;
        server.FailureText = text;
        server.FailureCount++;
        var retry = now + Backoff.After(failure, server.FailureCount, Random.Shared.NextDouble());
        var sentence = $"{text} {ShellFailureAdvice.For(failure)}";
        var waiting = await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State != GrantState.Ended).ToListAsync(cancel);
        foreach (var grant in waiting.Where(g => g.State != GrantState.Active || g.NotAfter <= now))
        {
            await GrantMoves.FailAsync(c, w, grant, sentence, retry, cancel);
        }

        var next = waiting.Any(g => g.State != GrantState.Active || g.NotAfter <= now) ? retry : waiting.Min(g => g.NotAfter);
        await EndLeaseAsync(c, w, server, lease, next, cancel);
        return true;
    }, cancel);

    public Task ReleaseAllAsync(ConnectorId connector, CancellationToken cancel) => db.WriteAsync(async (c, _) =>
    {
        var now = clock.GetUtcNow();
        await c.Servers.Where(s => s.LeaseUntil != null && c.Integrations.Any(i => i.Id == s.IntegrationId && i.ConnectorId == connector)).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.LeaseHolder, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null).SetProperty(x => x.NextReconcileAt, now), cancel);
        return await c.Integrations.Where(i => i.ConnectorId == connector && i.SyncUntil != null).ExecuteUpdateAsync(
            i => i.SetProperty(x => x.SyncHolder, (string?)null).SetProperty(x => x.SyncUntil, (DateTimeOffset?)null).SetProperty(x => x.NextSyncAt, now), cancel);
    }, cancel);

    private static Task<Server?> HeldAsync(JitSshContext c, ServerLease lease, CancellationToken cancel) =>
        c.Servers.AsTracking().FirstOrDefaultAsync(s => s.Id == lease.ServerId && s.Generation == lease.Generation && s.LeaseHolder == lease.Holder, cancel);

    private static async Task SettleAsync(JitSshContext c, Db.Writing w, Grant grant, DateTimeOffset now, CancellationToken cancel)
    {
        switch (grant.State)
        {
            case GrantState.Pending: await GrantMoves.ActivateAsync(c, w, grant, now, cancel); break;
            case GrantState.Ending: await GrantMoves.FinishAsync(c, w, grant, now, cancel); break;
            case GrantState.Active when grant.LastError is not null:
                await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Active).ExecuteUpdateAsync(g => g
                    .SetProperty(x => x.LastError, (string?)null).SetProperty(x => x.Attempts, 0).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel);
                w.Tell(ChangeOf.Request, grant.RequestId.Value);
                break;
            default: break;
        }
    }

    /// <summary>The next moment at which this server's desired state changes.</summary>
    private static async Task<DateTimeOffset?> NextAsync(JitSshContext c, ServerId server, DateTimeOffset? ownNext, CancellationToken cancel)
    {
        var end = await c.Grants.Where(g => g.ServerId == server && g.State == GrantState.Active).MinAsync(g => g.NotAfter, cancel);
        return end is null || ownNext < end ? ownNext : end;
    }

    /// <summary>Ends the lease. A due time that somebody set while it ran (a new approval, an end) is kept if it is earlier.</summary>
    private static async Task EndLeaseAsync(JitSshContext c, Db.Writing w, Server server, ServerLease lease, DateTimeOffset? next, CancellationToken cancel)
    {
        var set = server.NextReconcileAt != lease.Until ? server.NextReconcileAt : null;
        server.NextReconcileAt = set is not null && (next is null || set < next) ? set : next;
        server.LeaseHolder = null;
        server.LeaseUntil = null;
        await c.SaveChangesAsync(cancel);
        w.Tell(ChangeOf.Server, server.Id.Value);
        w.Tell(ChangeOf.Work);
    }

    private static ServerLease Lease(Server server, Integration integration, string holder, DateTimeOffset until)
    {
        var failure = !HostAddress.TryCreate(server.Host, server.Port, out var address, out _) ? ShellFailure.NoAddress
            : server.HostKeys.Length == 0 ? ShellFailure.HostKeyUnknown
            : (ShellFailure?)null;
        var target = failure is null ? new ShellTarget(server.Id, address!, integration.LoginUser, integration.LoginKey, HostKey.ReadLines(server.HostKeys)) : null;
        return new(server.Id, server.Generation + 1, holder, until, target, failure);
    }

    private static ServerTerms TermsOf(Integration i, string authorityKey) =>
        new(i.LoginUser, i.Keep, i.HomeDisposal == HomeDisposal.Remove, !i.IsDisabled, i.ExistingAccounts == ExistingAccounts.Use, authorityKey);
}
