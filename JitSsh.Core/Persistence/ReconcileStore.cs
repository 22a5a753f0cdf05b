using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Persistence;

internal sealed class ReconcileStore(Db db, Authority authority, IOptions<ReconcileOptions> options, TimeProvider clock) : IReconcileStore
{
    public Task<IReadOnlyList<ServerLease>> LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, int atMost, CancellationToken cancel) => db.LeaseAsync(async (c, w) =>
    {
        var sql = $$"""
            SELECT s."Id" AS "Value" FROM "Servers" AS s JOIN "Integrations" AS i ON i."Id" = s."IntegrationId"
            WHERE i."ConnectorId" = {0} AND s."NextReconcileAt" <= {1} AND (s."LeaseUntil" IS NULL OR s."LeaseUntil" <= {1})
            ORDER BY s."NextReconcileAt" LIMIT {2} {{c.Dialect.SkipLocked("s")}}
            """;
        var ids = (await c.Database.SqlQueryRaw<Guid>(sql, connector.Value, now.UtcDateTime, atMost).ToListAsync(cancel)).ConvertAll(ServerId.From);
        if (ids.Count == 0)
        {
            return w.Abandon<IReadOnlyList<ServerLease>>([]);
        }

        var due = await (
            from s in c.Servers
            join i in c.Integrations on s.IntegrationId equals i.Id
            where ids.Contains(s.Id)
            orderby s.NextReconcileAt
            select new { Server = s, Integration = i }).ToListAsync(cancel);
        List<ServerLease> leases = [];
        foreach (var d in due)
        {
            // If the process dies, the server is due again when its lease ends.
            if (await c.Servers.Where(s => s.Id == d.Server.Id && s.Generation == d.Server.Generation).ExecuteUpdateAsync(s => s
                .SetProperty(x => x.LeaseHolder, holder).SetProperty(x => x.LeaseUntil, until)
                .SetProperty(x => x.Generation, x => x.Generation + 1).SetProperty(x => x.NextReconcileAt, until), cancel) == 1)
            {
                leases.Add(await LeaseAsync(c, d.Server, d.Integration, holder, until, cancel));
            }
        }

        return leases.Count == 0 ? w.Abandon<IReadOnlyList<ServerLease>>([]) : leases;
    }, cancel);

    public Task<ServerLease?> LeaseOverCloudAsync(ServerId server, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var found = await c.Servers.FirstOrDefaultAsync(s => s.Id == server && (s.LeaseUntil == null || s.LeaseUntil <= now), cancel);
        return found is not null && await c.Servers.Where(s => s.Id == server && s.Generation == found.Generation).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.LeaseHolder, holder).SetProperty(x => x.LeaseUntil, until)
            .SetProperty(x => x.Generation, x => x.Generation + 1).SetProperty(x => x.NextReconcileAt, until), cancel) == 1
            ? new ServerLease(server, found.Generation + 1, holder, until, null, null, OverCloud: true)
            : w.Abandon<ServerLease?>(null);
    }, cancel);

    public Task ReleaseAsync(ServerLease lease, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync((c, w) =>
    {
        w.Tell(ChangeOf.Work);
        return c.Servers.Where(s => s.Id == lease.ServerId && s.Generation == lease.Generation && s.LeaseHolder == lease.Holder).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.LeaseHolder, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null).SetProperty(x => x.NextReconcileAt, now), cancel);
    }, cancel);

    public Task<DateTimeOffset?> NextDueAsync(ConnectorId connector, CancellationToken cancel) => db.ReadAsync(c => (
        from s in c.Servers
        join i in c.Integrations on s.IntegrationId equals i.Id
        where i.ConnectorId == connector && s.NextReconcileAt != null
        select s.LeaseUntil != null && s.LeaseUntil > s.NextReconcileAt ? s.LeaseUntil : s.NextReconcileAt).MinAsync(cancel), cancel);

    public Task<int> CountDueAsync(DateTimeOffset now, CancellationToken cancel) =>
        db.ReadAsync(c => c.Servers.CountAsync(s => s.NextReconcileAt <= now && (s.LeaseUntil == null || s.LeaseUntil <= now), cancel), cancel);

    public async Task<ServerState?> BeginAsync(ServerLease lease, DateTimeOffset now, CancellationToken cancel)
    {
        var authorityKey = await authority.PublicKeyLineAsync(cancel);
        return await db.WriteAsync(async (c, w) =>
        {
            if (await HeldAsync(c, lease, cancel) is not { } server)
            {
                return w.Abandon<ServerState?>(null);
            }

            var integration = await c.Integrations.FirstAsync(i => i.Id == server.IntegrationId, cancel);
            await MissingGrants.AddAsync(c, w, s => s.ServerId == lease.ServerId, clock, now, cancel, onlyBegun: true);
            await c.SaveChangesAsync(cancel);
            if (integration.IsDeleting)
            {
                // What was approved in the moment in which deleting began does not begin any more.
                await AccessEnds.OfIntegrationAsync(c, w, integration.Id, Actor.System, clock, now, cancel);
            }

            var grants = await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State != GrantState.Ended).ToListAsync(cancel);
            var people = grants.Select(g => g.PersonId).Distinct().ToList();
            var active = (await c.People.Where(p => people.Contains(p.Id) && p.IsActive).Select(p => p.Id).ToListAsync(cancel)).ToHashSet();
            var plan = DesiredState.At(TermsOf(server, integration, authorityKey), grants, active.Contains, lease.Generation, now, await TermsOfAsync(c, grants, cancel));
            foreach (var start in plan.Starts)
            {
                await GrantMoves.StartAsync(c, start, cancel);
            }

            if (grants.Exists(g => g is { State: GrantState.Active, ExtendedAt: not null }))
            {
                await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State == GrantState.Active && g.ExtendedAt != null).ExecuteUpdateAsync(g => g.SetProperty(x => x.ExtensionSentIn, lease.Generation), cancel);
            }

            foreach (var end in plan.Ends)
            {
                await GrantMoves.EndAsync(c, w, end.Grant, end.From, end.Reason, Actor.System, now, cancel);
            }

            return plan.State;
        }, cancel);
    }

    /// <summary>What the version of the flow that governs each grant says.</summary>
    private static async Task<Func<Grant, GrantTerms>> TermsOfAsync(JitSshContext c, List<Grant> grants, CancellationToken cancel)
    {
        var requests = grants.Select(g => g.RequestId).Distinct().ToList();
        var terms = requests.Count == 0 ? [] : (await (
            from r in c.Requests
            join v in c.AccessFlowVersions on new { r.FlowId, Version = r.FlowVersion } equals new { v.FlowId, v.Version }
            where requests.Contains(r.Id)
            select new { r.Id, r.GivenUntil, v.Rule }).ToListAsync(cancel)).ToDictionary(x => x.Id, x => GrantTerms.Of(x.Rule) with { EndsBy = x.GivenUntil });
        return grant => terms.GetValueOrDefault(grant.RequestId, GrantTerms.Plain);
    }

    public Task<bool> ReportAnswerAsync(ServerLease lease, ServerAnswer answer, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await HeldAsync(c, lease, cancel) is not { } server)
        {
            return w.Abandon(false);
        }

        await AnswerRecords.StoreAsync(c, w, server, answer, clock, now, lease.OverCloud, cancel);
        var serverError = ReconcileVerdict.OfServer(answer);
        var failures = server.FailureCount + 1;
        var retry = now + Backoff.After(ShellFailure.ScriptFailed, failures, Random.Shared.NextDouble());
        var failed = serverError is not null;
        foreach (var grant in await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State != GrantState.Ended && g.NotBefore != null).ToListAsync(cancel))
        {
            var verdict = ReconcileVerdict.On(grant, answer);
            if (verdict.Settled)
            {
                // What ended by its old end while that was being moved is given again at the next visit, which is due.
                var isTold = grant.ExtendedAt is null || grant.ExtensionSentIn == lease.Generation;
                await SettleAsync(c, w, grant, answer, verdict.IsOver && isTold, isTold, now, lease.OverCloud ? ", over Run Command" : "", cancel);
            }
            else if (verdict.Error is { } error)
            {
                failed = true;
                await GrantMoves.FailAsync(c, w, grant, error, retry, cancel);
            }
        }

        if (!lease.OverCloud)
        {
            server.Failure = serverError is null ? null : ShellFailure.ScriptFailed;
            server.FailureText = serverError;
            server.FailureCount = failed ? failures : 0;
            server.LastContactAt = now;
        }

        if (server.Failure is null && !lease.OverCloud)
        {
            await JumpServers.RecoveredAsync(c, w, server.Id, now, cancel);
        }

        await EndLeaseAsync(c, w, server, lease, failed ? retry : await NextAsync(c, server, answer, now, cancel), cancel);
        return true;
    }, cancel);

    public Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await HeldAsync(c, lease, cancel) is not { } server)
        {
            return w.Abandon(false);
        }

        // Approved requests become visible as grants even on a server that does not answer, with the reason and the next attempt.
        await MissingGrants.AddAsync(c, w, s => s.ServerId == lease.ServerId, clock, now, cancel, onlyBegun: true);
        await c.SaveChangesAsync(cancel);
        var isAlarm = failure == ShellFailure.HostKeyChanged;
        if (isAlarm && server.Failure != ShellFailure.HostKeyChanged)
        {
            w.Audit(Audited.HostKey(Actor.System, now, server.Id, "changed", $"{server.Name}: {text} JitSsh does not connect until an admin has decided."));
        }

        server.Failure = failure;
        server.FailureText = text;
        server.FailureCount++;

        // Whoever shows another key is not talked to again before somebody has looked at it; accepting the key makes the server due.
        DateTimeOffset? retry = isAlarm ? null : now + Backoff.After(failure, server.FailureCount, Random.Shared.NextDouble());
        var isOff = failure == ShellFailure.SwitchedOff;
        var waiting = await c.Grants.Where(g => g.ServerId == lease.ServerId && g.State != GrantState.Ended).ToListAsync(cancel);
        foreach (var grant in waiting.Where(g => g.IsDue(now)))
        {
            // An end waits for the server, too, and nobody can log in meanwhile; it is no failure of JitSsh's.
            var sentence = !isOff ? $"{text} {ShellFailureAdvice.For(failure)}" : grant.State == GrantState.Pending ? $"{text} Access begins when it runs."
                : grant.State == GrantState.Active && grant.NotAfter > now && grant.ExtendedAt is not null ? $"{text} The longer time counts there when it runs." : $"{text} Nobody can log in; what was given is taken back when it runs.";
            await GrantMoves.FailAsync(c, w, grant, sentence, retry, cancel, isOff);
        }

        var next = waiting.Any(g => g.IsDue(now)) ? retry : null;
        var end = waiting.Where(g => g.State == GrantState.Active && g.NotAfter > now).Min(g => g.NotAfter);
        await EndLeaseAsync(c, w, server, lease, new[] { next, end, await MissingGrants.NextStartAsync(c, server.Id, cancel), await SweepAsync(c, server, now, cancel) }.Min(), cancel);
        return true;
    }, cancel);

    public Task ReleaseAllAsync(ConnectorId connector, CancellationToken cancel) => db.WriteAsync(async (c, _) =>
    {
        var now = clock.GetUtcNow();
        await SweepSchedule.BeginAsync(c, c.Servers.Where(s => c.Integrations.Any(i => i.Id == s.IntegrationId && i.ConnectorId == connector)), options.Value.SweepEvery, now, cancel);
        if (!c.Dialect.IsAlone)
        {
            return 0;
        }

        await c.Servers.Where(s => s.LeaseUntil != null && c.Integrations.Any(i => i.Id == s.IntegrationId && i.ConnectorId == connector)).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.LeaseHolder, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null).SetProperty(x => x.NextReconcileAt, now), cancel);
        return await c.Integrations.Where(i => i.ConnectorId == connector && i.SyncUntil != null).ExecuteUpdateAsync(
            i => i.SetProperty(x => x.SyncHolder, (string?)null).SetProperty(x => x.SyncUntil, (DateTimeOffset?)null).SetProperty(x => x.NextSyncAt, now), cancel);
    }, cancel);

    private static Task<Server?> HeldAsync(JitSshContext c, ServerLease lease, CancellationToken cancel) =>
        c.Servers.AsTracking().FirstOrDefaultAsync(s => s.Id == lease.ServerId && s.Generation == lease.Generation && s.LeaseHolder == lease.Holder, cancel);

    private static async Task SettleAsync(JitSshContext c, Db.Writing w, Grant grant, ServerAnswer answer, bool isOver, bool isTold, DateTimeOffset now, string over, CancellationToken cancel)
    {
        switch (grant.State)
        {
            case GrantState.Pending: await GrantMoves.ActivateAsync(c, w, grant, now, cancel); break;
            case GrantState.Ending: await GrantMoves.FinishAsync(c, w, grant, await AnswerRecords.EndedAtAsync(c, grant, answer, now, cancel), now, cancel, over); break;
            case GrantState.Active when isOver:
                if (await GrantMoves.EndAsync(c, w, grant.Id, GrantState.Active, EndReason.Expired, Actor.System, now, cancel))
                {
                    grant.EndReason = EndReason.Expired;
                    await GrantMoves.FinishAsync(c, w, grant, await AnswerRecords.EndedAtAsync(c, grant, answer, now, cancel), now, cancel, over);
                }

                break;
            case GrantState.Active when grant.ExtendedAt is not null && isTold:
                await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Active && g.ExtendedAt == grant.ExtendedAt).ExecuteUpdateAsync(g => g
                    .SetProperty(x => x.ExtendedAt, (DateTimeOffset?)null).SetProperty(x => x.LastError, (string?)null).SetProperty(x => x.Attempts, 0).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel);
                w.Tell(ChangeOf.Request, grant.RequestId.Value);
                break;
            case GrantState.Active when grant.LastError is not null:
                await c.Grants.Where(g => g.Id == grant.Id && g.State == GrantState.Active).ExecuteUpdateAsync(g => g
                    .SetProperty(x => x.LastError, (string?)null).SetProperty(x => x.Attempts, 0).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null), cancel);
                w.Tell(ChangeOf.Request, grant.RequestId.Value);
                break;
            default: break;
        }
    }

    /// <summary>The next moment at which this server is to be visited.</summary>
    private async Task<DateTimeOffset?> NextAsync(JitSshContext c, Server server, ServerAnswer answer, DateTimeOffset now, CancellationToken cancel)
    {
        var active = await c.Grants.Where(g => g.ServerId == server.Id && g.State == GrantState.Active).Select(g => new { g.NotAfter, g.UnusedAt }).ToListAsync(cancel);
        return NextContact.After(now, new()
        {
            GrantEnd = active.Min(g => g.NotAfter),

            // What only JitSsh knows: access that begins, or that nobody has used.
            OnlyHere = new[] { await MissingGrants.NextStartAsync(c, server.Id, cancel), active.Min(g => g.UnusedAt) }.Min(),
            OwnNext = answer.Next,
            Timer = server.Timer,
            ArmedUntil = server.ArmedUntil,
            ScanContacts = server.ScanContacts,
            Sweep = await SweepAsync(c, server, now, cancel),
        }, Random.Shared.NextDouble());
    }

    /// <summary>When the server is next compared with what should be there although nothing is due; null when it is not.</summary>
    private async Task<DateTimeOffset?> SweepAsync(JitSshContext c, Server server, DateTimeOffset now, CancellationToken cancel) =>
        SweepSchedule.Includes(server) && await c.Integrations.AnyAsync(i => i.Id == server.IntegrationId && i.Status != IntegrationStatus.Disabled, cancel)
            ? NextContact.Sweep(server.Id, now + (options.Value.SweepEvery / 2), options.Value.SweepEvery)
            : null;

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

    private static async Task<ServerLease> LeaseAsync(JitSshContext c, Server server, Integration integration, string holder, DateTimeOffset until, CancellationToken cancel)
    {
        var route = await ServerRoute.ToAsync(server, integration, id => c.Servers.FirstOrDefaultAsync(s => s.Id == id, cancel));
        return new(server.Id, server.Generation + 1, holder, until, route.Target, route.Failure, route.Text);
    }

    /// <summary>True for a server that somebody took out of the list: nothing need stay prepared there.</summary>
    private static bool WasTakenOut(Server s, Integration i) => !s.IsSeen && i.Source is SshServersSettings;

    private ServerTerms TermsOf(Server s, Integration i, string authorityKey) => new(
        s.LoginUser ?? i.LoginUser, i.Keep, i.HomeDisposal == HomeDisposal.Remove, !i.IsDisabled && !i.IsDeleting && !WasTakenOut(s, i), i.ExistingAccounts == ExistingAccounts.Use, authorityKey, s.ReceiptsSeen, options.Value.PortalAddress);
}
