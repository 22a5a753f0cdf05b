using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed partial class ConnectorStore(Db db) : IConnectorStore
{
    public Task SeenAsync(Connector connector, CancellationToken cancel) => db.WriteAsync(async (c, _) =>
    {
        if (await c.Connectors.Where(x => x.Id == connector.Id).ExecuteUpdateAsync(
            x => x.SetProperty(y => y.Version, connector.Version).SetProperty(y => y.LastSeenAt, connector.LastSeenAt), cancel) == 0)
        {
            c.Connectors.Add(connector);
        }

        return true;
    }, cancel);

    public Task<IReadOnlyList<ConnectorRow>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<ConnectorRow>>(async c =>
    {
        List<ConnectorRow> rows = [];
        foreach (var connector in await c.Connectors.OrderBy(x => x.Name).ToListAsync(cancel))
        {
            rows.Add(await RowAsync(c, connector, cancel));
        }

        return rows;
    }, cancel);

    public Task<ConnectorRow?> FindAsync(ConnectorId id, CancellationToken cancel) => db.ReadAsync(
        async c => await c.Connectors.FirstOrDefaultAsync(x => x.Id == id, cancel) is { } connector ? await RowAsync(c, connector, cancel) : null, cancel);

    public Task<bool> AddAsync(Connector connector, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Connectors.AnyAsync(x => x.Name == connector.Name && x.RevokedAt == null, cancel))
        {
            return w.Abandon(false);
        }

        c.Connectors.Add(connector);
        w.Audit(audit);
        w.Tell(ChangeOf.Connector, connector.Id.Value);
        return true;
    }, cancel);

    public Task<bool> AddTokenAsync(EnrolmentToken token, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (!await c.Connectors.AnyAsync(x => x.Id == token.ConnectorId && x.RevokedAt == null, cancel))
        {
            return w.Abandon(false);
        }

        c.EnrolmentTokens.Add(token);
        w.Audit(audit);
        return true;
    }, cancel);

    public Task<(Enrolled Outcome, Connector? Connector)> EnrolAsync(string hash, Func<ConnectorId, ConnectorInstance> instance, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var token = await c.EnrolmentTokens.FirstOrDefaultAsync(t => t.Hash == hash, cancel);
        var connector = token is null ? null : await c.Connectors.FirstOrDefaultAsync(x => x.Id == token.ConnectorId, cancel);
        var outcome = token is null || connector is null ? Enrolled.NoToken
            : connector.RevokedAt is not null ? Enrolled.Revoked
            : token.UsedAt is not null ? Enrolled.Used
            : token.GoodUntil <= now ? Enrolled.TooLate
            : await c.EnrolmentTokens.Where(t => t.Hash == hash && t.UsedAt == null).ExecuteUpdateAsync(t => t.SetProperty(x => x.UsedAt, now), cancel) == 1 ? Enrolled.Yes
            : Enrolled.Used;
        if (outcome != Enrolled.Yes)
        {
            return w.Abandon<(Enrolled, Connector?)>((outcome, null));
        }

        var made = instance(connector!.Id);
        c.ConnectorInstances.Add(made);
        await c.Connectors.Where(x => x.Id == connector.Id).ExecuteUpdateAsync(x => x.SetProperty(y => y.Version, made.Version).SetProperty(y => y.LastSeenAt, now), cancel);
        w.Audit(Audited.Connector(Actor.System, now, connector.Id, "enrolled", $"{connector.Name}: a process on {made.Host}, version {made.Version}"));
        w.Tell(ChangeOf.Connector, connector.Id.Value);
        return (outcome, connector);
    }, cancel);

    public Task<bool> RevokeAsync(ConnectorId id, DateTimeOffset now, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Connectors.Where(x => x.Id == id && x.RevokedAt == null).ExecuteUpdateAsync(x => x.SetProperty(y => y.RevokedAt, now), cancel) == 0)
        {
            return w.Abandon(false);
        }

        await c.EnrolmentTokens.Where(t => t.ConnectorId == id).ExecuteDeleteAsync(cancel);
        await c.ConnectorAsks.Where(a => a.ConnectorId == id).ExecuteDeleteAsync(cancel);

        // What its processes still do on a server ends with the lease: another connector that is given the integration raises the generation, and the server refuses the older one.
        await c.Servers.Where(s => s.LeaseUntil != null && c.Integrations.Any(i => i.Id == s.IntegrationId && i.ConnectorId == id)).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.LeaseHolder, (string?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null).SetProperty(x => x.NextReconcileAt, now), cancel);
        await c.Integrations.Where(i => i.ConnectorId == id && i.SyncUntil != null).ExecuteUpdateAsync(
            i => i.SetProperty(x => x.SyncHolder, (string?)null).SetProperty(x => x.SyncUntil, (DateTimeOffset?)null).SetProperty(x => x.NextSyncAt, now), cancel);
        await c.Integrations.Where(i => i.ConnectorId == id && i.Status != IntegrationStatus.Disabled && i.Status != IntegrationStatus.Deleting).ExecuteUpdateAsync(
            i => i.SetProperty(x => x.Status, IntegrationStatus.Error).SetProperty(x => x.StatusReason, "Its connector was revoked, so nothing works on it. Choose another connector for it."), cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.Connector, id.Value);
        w.Tell(ChangeOf.Integration);
        return true;
    }, cancel);

    private static async Task<ConnectorRow> RowAsync(JitSshContext c, Connector connector, CancellationToken cancel)
    {
        var failing =
            from s in c.Servers
            join i in c.Integrations on s.IntegrationId equals i.Id
            where i.ConnectorId == connector.Id && s.Failure != null
            orderby s.Name
            select new { s.Name, s.FailureText };
        return new(
            connector,
            connector.RevokedAt is not null ? [] : await c.ConnectorInstances.Where(i => i.ConnectorId == connector.Id).OrderByDescending(i => i.LastSeenAt).ToListAsync(cancel),
            await c.Integrations.Where(i => i.ConnectorId == connector.Id).OrderBy(i => i.Name).Select(i => i.Name).ToListAsync(cancel),
            [.. (await failing.Take(20).ToListAsync(cancel)).Select(f => (f.Name, f.FailureText ?? ""))]);
    }
}
