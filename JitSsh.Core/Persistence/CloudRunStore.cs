using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class CloudRunStore(Db db, TimeProvider clock) : ICloudRunStore
{
    /// <summary>Results kept of each server and kind; the audit log keeps all.</summary>
    private const int Kept = 10;
    private const int AtMostAtOnce = 500;

    /// <summary>Just below the hour between discoveries.</summary>
    private static readonly TimeSpan HostKeysAgain = TimeSpan.FromMinutes(55);
    private static readonly TimeSpan EndsAgain = TimeSpan.FromMinutes(15);

    public Task<int> AddAsync(IReadOnlyList<CloudRun> runs, Actor by, CancellationToken cancel) => runs.Count == 0 ? Task.FromResult(0) : db.WriteAsync(async (c, w) =>
    {
        var servers = runs.Select(r => r.ServerId).Distinct().ToList();
        var open = (await c.CloudRuns.Where(r => servers.Contains(r.ServerId) && (r.State == CloudRunState.Waiting || r.State == CloudRunState.Running))
            .Select(r => new { r.ServerId, r.Kind }).ToListAsync(cancel)).Select(r => (r.ServerId, r.Kind)).ToHashSet();
        var added = runs.Where(r => open.Add((r.ServerId, r.Kind))).ToList();
        foreach (var run in added)
        {
            c.CloudRuns.Add(run);
            w.Audit(Audited.CloudRun(by, run.AskedAt, run.ServerId, "asked", $"{run.ServerName}: {CloudRun.WordsOf(run.Kind)}"));
            Tell(w, run);
        }

        return added.Count == 0 ? w.Abandon(0) : added.Count;
    }, cancel);

    public Task<PageOf<CloudRun>> ListAsync(CloudRunFilter filter, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var (items, total) = await Filtered(c, filter).OrderByDescending(r => r.AskedAt).ThenBy(r => r.ServerName).ToPageAsync(page, cancel);
        return new PageOf<CloudRun>(items, total);
    }, cancel);

    public async Task<IReadOnlyList<CloudRun>> BeginAsync(ConnectorId connector, int atMost, DateTimeOffset now, CancellationToken cancel) =>
        await db.ReadAsync(c => c.CloudRuns.AnyAsync(r => r.State == CloudRunState.Waiting, cancel), cancel) ? await BeginSomeAsync(connector, atMost, now, cancel) : [];

    private Task<IReadOnlyList<CloudRun>> BeginSomeAsync(ConnectorId connector, int atMost, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync<IReadOnlyList<CloudRun>>(async (c, w) =>
    {
        var waiting = await (
            from r in c.CloudRuns.AsTracking()
            join i in c.Integrations on r.IntegrationId equals i.Id
            where i.ConnectorId == connector && r.State == CloudRunState.Waiting && !c.CloudRuns.Any(o => o.ServerId == r.ServerId && o.State == CloudRunState.Running)
            orderby r.AskedAt, r.ServerName
            select r).Take(atMost * 4).ToListAsync(cancel);
        List<CloudRun> begun = [.. waiting.DistinctBy(r => r.ServerId).Take(atMost)];
        foreach (var run in begun)
        {
            (run.State, run.StartedAt) = (CloudRunState.Running, now);
            Tell(w, run);
        }

        return begun.Count == 0 ? w.Abandon<IReadOnlyList<CloudRun>>([]) : begun;
    }, cancel);

    public Task<IReadOnlyList<CloudRunId>> CancelAskedAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<CloudRunId>>(
        async c => await c.CloudRuns.Where(r => r.State == CloudRunState.Running && r.IsCancelAsked).Select(r => r.Id).ToListAsync(cancel), cancel);

    public Task<bool> EndAsync(CloudRun run, CloudRunResult result, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var found = await c.CloudRuns.AsTracking().FirstOrDefaultAsync(r => r.Id == run.Id && r.State == CloudRunState.Running, cancel);
        if (found is null)
        {
            return w.Abandon(false);
        }

        (found.State, found.EndedAt, found.Text, found.Findings) = (result.State, now, result.Text, result.Findings);
        var by = new Actor(run.AskedBy, run.AskedByName, Role.Member);
        w.Audit(Audited.CloudRun(by, now, run.ServerId, result.State.ToString().ToLowerInvariant(), $"{run.ServerName}: {CloudRun.WordsOf(run.Kind)}: {result.Text}"));
        Tell(w, run);
        await c.SaveChangesAsync(cancel);
        var old = await c.CloudRuns.Where(r => r.ServerId == run.ServerId && r.Kind == run.Kind && r.EndedAt != null).OrderByDescending(r => r.AskedAt).Skip(Kept).Select(r => r.Id).ToListAsync(cancel);
        await c.CloudRuns.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancel);
        return true;
    }, cancel);

    public Task<int> CancelAsync(CloudRunFilter filter, Actor by, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var open = await Filtered(c, filter).AsTracking().Where(r => r.State == CloudRunState.Waiting || (r.State == CloudRunState.Running && !r.IsCancelAsked)).ToListAsync(cancel);
        foreach (var run in open)
        {
            if (run.State == CloudRunState.Waiting)
            {
                (run.State, run.EndedAt, run.Text) = (CloudRunState.Cancelled, now, "Taken back before it began.");
            }

            run.IsCancelAsked = true;
            w.Audit(Audited.CloudRun(by, now, run.ServerId, "cancelled", $"{run.ServerName}: {CloudRun.WordsOf(run.Kind)}"));
            Tell(w, run);
        }

        return open.Count == 0 ? w.Abandon(0) : open.Count;
    }, cancel);

    public Task RecoverAsync(ConnectorId connector, CancellationToken cancel) => db.WriteAsync((c, _) => c.CloudRuns
        .Where(r => r.State == CloudRunState.Running && c.Integrations.Any(i => i.Id == r.IntegrationId && i.ConnectorId == connector))
        .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, CloudRunState.Waiting).SetProperty(x => x.StartedAt, (DateTimeOffset?)null).SetProperty(x => x.IsCancelAsked, false), cancel), cancel);

    public Task<IReadOnlyList<CloudRun>> DueHostKeysAsync(ConnectorId connector, DateTimeOffset now, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<CloudRun>>(async c =>
    {
        List<CloudRun> due = [];
        foreach (var integration in await WithSettingsAsync(c, connector, s => s.AcceptVouchedHostKeys, cancel))
        {
            var since = now - HostKeysAgain;
            var running = nameof(Discovery.PowerState.Running);
            var servers = integration.IsDisabled ? [] : await c.Servers
                .Where(s => s.IntegrationId == integration.Id && s.IsSeen && s.HostKeys == "" && (s.PowerState == null || s.PowerState == running)
                    && !c.CloudRuns.Any(r => r.ServerId == s.Id && r.Kind == CloudRunKind.ReadHostKeys && (r.EndedAt == null || r.EndedAt > since)))
                .OrderBy(s => s.Name).Take(AtMostAtOnce).ToListAsync(cancel);
            due.AddRange(servers.Select(s => AskCloudRuns.New(s, CloudRunKind.ReadHostKeys, Actor.System, now, null, clock)));
        }

        return due;
    }, cancel);

    public Task<(IReadOnlyList<CloudRun> Due, DateTimeOffset? Next)> DueEndsAsync(ConnectorId connector, DateTimeOffset now, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        List<CloudRun> due = [];
        DateTimeOffset? next = null;
        foreach (var integration in await WithSettingsAsync(c, connector, s => s.EndAfterMinutes is not null, cancel))
        {
            var after = TimeSpan.FromMinutes(((AzureVmSettings)integration.Source).RunCommand!.EndAfterMinutes!.Value);
            var overdue = await (
                from g in c.Grants
                join s in c.Servers on g.ServerId equals s.Id
                where s.IntegrationId == integration.Id && s.Failure != null && s.Failure != ShellFailure.SwitchedOff && g.NotBefore != null
                    && (g.State == GrantState.Ending || (g.State == GrantState.Active && g.NotAfter <= now))
                select new { Grant = g, Server = s }).ToListAsync(cancel);
            foreach (var server in overdue.GroupBy(o => o.Server.Id))
            {
                var last = await c.CloudRuns.Where(r => r.ServerId == server.Key && r.Kind == CloudRunKind.EndAccess).OrderByDescending(r => r.AskedAt).FirstOrDefaultAsync(cancel);
                var at = server.Min(o => (o.Grant.State == GrantState.Active ? o.Grant.NotAfter : o.Grant.EndingAt) ?? now) + after;
                at = last?.EndedAt + EndsAgain is { } again && again > at ? again : at;
                if (last is { IsOpen: true })
                {
                    continue;
                }

                if (at <= now)
                {
                    due.Add(AskCloudRuns.New(server.First().Server, CloudRunKind.EndAccess, Actor.System, now, null, clock));
                }
                else
                {
                    next = next is null || at < next ? at : next;
                }
            }
        }

        return ((IReadOnlyList<CloudRun>)due, next);
    }, cancel);

    private static async Task<IReadOnlyList<Integration>> WithSettingsAsync(JitSshContext c, ConnectorId connector, Func<RunCommandSettings, bool> wanted, CancellationToken cancel) =>
        [.. (await c.Integrations.Where(i => i.ConnectorId == connector).ToListAsync(cancel)).Where(i => i.Source is AzureVmSettings { RunCommand: { } settings } && wanted(settings))];

    private static IQueryable<CloudRun> Filtered(JitSshContext c, CloudRunFilter filter)
    {
        var runs = c.CloudRuns.AsQueryable();
        if (filter.Integration is { } integration)
        {
            runs = runs.Where(r => r.IntegrationId == integration);
        }

        if (filter.Server is { } server)
        {
            runs = runs.Where(r => r.ServerId == server);
        }

        if (filter.Request is { } request)
        {
            runs = runs.Where(r => r.RequestId == request);
        }

        if (filter.Kinds is { Count: > 0 } kinds)
        {
            runs = runs.Where(r => kinds.Contains(r.Kind));
        }

        return filter.LatestOnly ? runs.Where(r => !c.CloudRuns.Any(o => o.ServerId == r.ServerId && o.Kind == r.Kind && o.AskedAt > r.AskedAt)) : runs;
    }

    private static void Tell(Db.Writing w, CloudRun run)
    {
        w.Tell(ChangeOf.CloudRun, run.ServerId.Value);
        if (run.RequestId is { } request)
        {
            w.Tell(ChangeOf.Request, request.Value);
        }
    }
}
