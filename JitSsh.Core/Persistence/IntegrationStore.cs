using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed partial class IntegrationStore(Db db, TimeProvider clock) : IIntegrationStore
{
    public Task<IReadOnlyList<IntegrationRow>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<IntegrationRow>>(async c =>
    {
        var rows = await (
            from i in c.Integrations
            join k in c.Connectors on i.ConnectorId equals k.Id
            orderby i.Name
            select new
            {
                Integration = i,
                Connector = k.Name,
                Servers = c.Servers.Count(s => s.IntegrationId == i.Id),
            }).ToListAsync(cancel);
        return [.. rows.Select(r => new IntegrationRow(r.Integration, r.Servers, r.Connector))];
    }, cancel);

    public Task<IReadOnlyList<Integration>> AllAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Integration>>(async c => await c.Integrations.OrderBy(i => i.Name).ToListAsync(cancel), cancel);

    public Task<Integration?> FindAsync(IntegrationId id, CancellationToken cancel) => db.ReadAsync(c => c.Integrations.FirstOrDefaultAsync(i => i.Id == id, cancel), cancel);

    public Task<bool> AddAsync(Integration integration, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Integrations.AnyAsync(i => i.Name == integration.Name, cancel))
        {
            return w.Abandon(false);
        }

        c.Integrations.Add(integration);
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, integration.Id.Value);
        w.Tell(ChangeOf.Work);
        return true;
    }, cancel);

    public Task<bool> ChangeAsync(Integration integration, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Integrations.AnyAsync(i => i.Name == integration.Name && i.Id != integration.Id, cancel))
        {
            return w.Abandon(false);
        }

        if (await c.Integrations.AnyAsync(i => i.Id == integration.Id && i.Status == IntegrationStatus.Deleting, cancel))
        {
            return w.Abandon(false);
        }

        c.Integrations.Update(integration);
        var now = clock.GetUtcNow();
        await c.Servers.Where(s => s.IntegrationId == integration.Id && s.HostKeys != "").ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, now), cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, integration.Id.Value);
        w.Tell(ChangeOf.Work);
        return true;
    }, cancel);

    public Task<bool> ChangePublicKeyAsync(IntegrationId id, SecretRef loginKey, string publicKeyLine, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, id.Value);
        return await c.Integrations.Where(i => i.Id == id && i.LoginKey == loginKey).ExecuteUpdateAsync(i => i.SetProperty(x => x.LoginPublicKey, publicKeyLine), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<bool> MakeDueAsync(IntegrationId id, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Tell(ChangeOf.Work);
        w.Tell(ChangeOf.Integration, id.Value);
        return await c.Integrations.Where(i => i.Id == id && i.Status != IntegrationStatus.Disabled && i.Status != IntegrationStatus.Deleting).ExecuteUpdateAsync(i => i.SetProperty(x => x.NextSyncAt, at), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<Integration?> LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var due = await c.Integrations
            .Where(i => i.ConnectorId == connector && i.Status != IntegrationStatus.Disabled && i.Status != IntegrationStatus.Deleting && i.NextSyncAt <= now && (i.SyncUntil == null || i.SyncUntil <= now))
            .OrderBy(i => i.NextSyncAt).FirstOrDefaultAsync(cancel);
        if (due is null || await c.Integrations.Where(i => i.Id == due.Id && i.SyncUntil == due.SyncUntil).ExecuteUpdateAsync(i => i
            .SetProperty(x => x.SyncHolder, holder).SetProperty(x => x.SyncUntil, until)
            .SetProperty(x => x.Status, IntegrationStatus.Refreshing).SetProperty(x => x.StatusReason, "Discovering servers."), cancel) == 0)
        {
            return w.Abandon<Integration?>(null);
        }

        w.Tell(ChangeOf.Integration, due.Id.Value);
        return due;
    }, cancel);

    public Task<DateTimeOffset?> NextDueAsync(ConnectorId connector, CancellationToken cancel) => db.ReadAsync(
        c => c.Integrations.Where(i => i.ConnectorId == connector && i.NextSyncAt != null && i.Status != IntegrationStatus.Disabled && i.Status != IntegrationStatus.Deleting)
            .MinAsync(i => i.SyncUntil != null && i.SyncUntil > i.NextSyncAt ? i.SyncUntil : i.NextSyncAt, cancel), cancel);

    public Task<bool> RenewSyncAsync(IntegrationId id, string holder, DateTimeOffset until, CancellationToken cancel) => db.WriteAsync(
        async (c, _) => await c.Integrations.Where(i => i.Id == id && i.SyncHolder == holder && i.Status != IntegrationStatus.Disabled)
            .ExecuteUpdateAsync(i => i.SetProperty(x => x.SyncUntil, until), cancel) == 1, cancel);

    public Task<bool> EndSyncAsync(IntegrationId id, string holder, SyncEnd end, AuditEvent? audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Discovers(id);
        w.Tell(ChangeOf.Integration, id.Value);
        return await c.Integrations.Where(i => i.Id == id && i.SyncHolder == holder).ExecuteUpdateAsync(i => i
            .SetProperty(x => x.Status, x => x.Status == IntegrationStatus.Disabled || x.Status == IntegrationStatus.Deleting ? x.Status : end.Status)
            .SetProperty(x => x.StatusReason, x => x.Status == IntegrationStatus.Disabled || x.Status == IntegrationStatus.Deleting ? x.StatusReason : end.Reason)
            .SetProperty(x => x.LastSyncAt, end.At)
            .SetProperty(x => x.NextSyncAt, x => x.Status == IntegrationStatus.Disabled || x.Status == IntegrationStatus.Deleting ? null : end.Next)
            .SetProperty(x => x.WaitUntil, end.WaitUntil)
            .SetProperty(x => x.SyncHolder, (string?)null).SetProperty(x => x.SyncUntil, (DateTimeOffset?)null), cancel) == 1 || w.Abandon(false);
    }, cancel);
}
