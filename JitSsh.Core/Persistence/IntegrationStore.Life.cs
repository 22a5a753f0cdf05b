using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>The end of an integration's life.</summary>
internal sealed partial class IntegrationStore
{
    public Task<bool> HasConnectorAsync(ConnectorId id, CancellationToken cancel) => db.ReadAsync(c => c.Connectors.AnyAsync(k => k.Id == id && k.RevokedAt == null, cancel), cancel);

    public Task<bool> DisableAsync(IntegrationId id, string reason, bool endAccess, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Integrations.Where(i => i.Id == id && i.Status != IntegrationStatus.Deleting).ExecuteUpdateAsync(i => i
            .SetProperty(x => x.Status, IntegrationStatus.Disabled).SetProperty(x => x.StatusReason, reason).SetProperty(x => x.NextSyncAt, (DateTimeOffset?)null), cancel) == 0)
        {
            return w.Abandon(false);
        }

        if (endAccess)
        {
            await AccessEnds.OfIntegrationAsync(c, w, id, by, clock, at, cancel);
        }

        // Its servers are told that they need not stay prepared.
        await c.Servers.Where(s => s.IntegrationId == id && s.HostKeys != "").ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, id.Value);
        w.Tell(ChangeOf.Work);
        return true;
    }, cancel);

    public Task<Deletion?> DeletionAsync(IntegrationId id, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        if (await c.Integrations.FirstOrDefaultAsync(i => i.Id == id, cancel) is not { } integration)
        {
            return null;
        }

        var open = await OpenAsync(c, id, cancel);
        var ended = integration.DeletingSince is { } since
            ? await c.Grants.CountAsync(g => g.State == GrantState.Ended && g.EndedAt >= since && c.Servers.Any(s => s.Id == g.ServerId && s.IntegrationId == id), cancel)
            : 0;
        return new Deletion(integration.IsDeleting, ended + open.Count, ended, open);
    }, cancel);

    public Task<IReadOnlyList<Integration>> DeletingAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Integration>>(
        async c => await c.Integrations.Where(i => i.Status == IntegrationStatus.Deleting).ToListAsync(cancel), cancel);

    public Task<bool> BeginDeleteAsync(IntegrationId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var reason = $"{by.Name} is deleting it: access to its servers is being ended.";
        if (await c.Integrations.Where(i => i.Id == id && i.Status != IntegrationStatus.Deleting).ExecuteUpdateAsync(i => i
            .SetProperty(x => x.Status, IntegrationStatus.Deleting).SetProperty(x => x.StatusReason, reason)
            .SetProperty(x => x.DeletingSince, at).SetProperty(x => x.NextSyncAt, (DateTimeOffset?)null), cancel) == 0)
        {
            return w.Abandon(false);
        }

        await AccessEnds.OfIntegrationAsync(c, w, id, by, clock, at, cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, id.Value);
        w.Tell(ChangeOf.Work);
        return true;
    }, cancel);

    public Task<bool> CancelDeleteAsync(IntegrationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, id.Value);
        w.Tell(ChangeOf.Work);
        return await c.Integrations.Where(i => i.Id == id && i.Status == IntegrationStatus.Deleting).ExecuteUpdateAsync(i => i
            .SetProperty(x => x.Status, IntegrationStatus.Initializing).SetProperty(x => x.StatusReason, "Deleting was stopped. Waiting for a discovery.")
            .SetProperty(x => x.DeletingSince, (DateTimeOffset?)null).SetProperty(x => x.NextSyncAt, at), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<bool> RemoveEndedAsync(IntegrationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (!await c.Integrations.AnyAsync(i => i.Id == id && i.Status == IntegrationStatus.Deleting, cancel))
        {
            return w.Abandon(false);
        }

        // A request may have been approved in the moment in which deleting began.
        await AccessEnds.OfIntegrationAsync(c, w, id, Actor.System, clock, at, cancel);
        if ((await OpenAsync(c, id, cancel)).Count > 0)
        {
            return false;
        }

        w.Audit(audit);
        return await RemoveAsync(c, w, id, cancel);
    }, cancel);

    public Task<IReadOnlyList<OpenAccess>?> RemoveAnywayAsync(IntegrationId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync<IReadOnlyList<OpenAccess>?>(async (c, w) =>
    {
        if (!await c.Integrations.AnyAsync(i => i.Id == id && i.Status == IntegrationStatus.Deleting, cancel))
        {
            return w.Abandon<IReadOnlyList<OpenAccess>?>(null);
        }

        await AccessEnds.OfIntegrationAsync(c, w, id, by, clock, at, cancel);
        var left = await OpenAsync(c, id, cancel);
        foreach (var access in left)
        {
            w.Audit(Audited.Integration(by, at, id, "left-behind", access.MayBeLeft));
        }

        foreach (var grant in await c.Grants.Where(g => g.State == GrantState.Ending && c.Servers.Any(s => s.Id == g.ServerId && s.IntegrationId == id)).ToListAsync(cancel))
        {
            await GrantMoves.GiveUpAsync(c, w, grant, left.FirstOrDefault(l => l.Grant == grant.Id)?.MayBeLeft, by, at, cancel);
        }

        w.Audit(audit);
        await RemoveAsync(c, w, id, cancel);
        return left;
    }, cancel);

    private static async Task<bool> RemoveAsync(JitSshContext c, Db.Writing w, IntegrationId id, CancellationToken cancel)
    {
        await c.Servers.Where(s => s.IntegrationId == id).ExecuteDeleteAsync(cancel);
        var secrets = $"integration-{id}-";
        await c.LocalSecrets.Where(s => s.Name.StartsWith(secrets)).ExecuteDeleteAsync(cancel);
        w.Tell(ChangeOf.Integration, id.Value);
        return await c.Integrations.Where(i => i.Id == id).ExecuteDeleteAsync(cancel) == 1;
    }

    private static async Task<IReadOnlyList<OpenAccess>> OpenAsync(JitSshContext c, IntegrationId id, CancellationToken cancel)
    {
        var grants = await (
            from g in c.Grants
            join s in c.Servers on g.ServerId equals s.Id
            join p in c.People on g.PersonId equals p.Id
            where s.IntegrationId == id && g.State != GrantState.Ended
            orderby s.Name, p.Name
            select new { Grant = g, Server = s, p.Name }).ToListAsync(cancel);

        // Approved, and no connector has been there since.
        var approved = await (
            from r in c.RequestedServers
            join q in c.Requests on r.RequestId equals q.Id
            join s in c.Servers on r.ServerId equals s.Id
            join p in c.People on q.RequesterId equals p.Id
            where s.IntegrationId == id && q.State == RequestState.Approved && q.ExtendsId == null && !r.IsLeftOut && p.LinuxName != null && !c.Grants.Any(g => g.RequestId == r.RequestId && g.ServerId == r.ServerId)
            select new { Server = s, p.Name, p.LinuxName }).ToListAsync(cancel);
        return
        [
            .. grants.Select(x => new OpenAccess(
                x.Server.Name, Address(x.Server), x.Name, x.Grant.Account, x.Grant.State == GrantState.Ending, x.Grant.NotBefore is null ? null : x.Grant.NotAfter,
                x.Server.Timer is not null and not "none" && x.Server.ArmedUntil is not null, x.Grant.LastError, x.Grant.NextAttemptAt, x.Grant.Id)),
            .. approved.Select(x => new OpenAccess(x.Server.Name, Address(x.Server), x.Name, x.LinuxName!, false, null, false, null, null)),
        ];
    }

    private static string Address(Servers.Server server) => HostAddress.TryCreate(server.Host, server.Port, out var address, out _) ? address!.ToString() : "no address";
}
