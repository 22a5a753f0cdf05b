using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ServerStore(Db db, TimeProvider clock) : IServerStore
{
    public Task<PageOf<ServerRow>> ListAsync(ServerFilter filter, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var servers = c.Servers.AsQueryable();
        if (filter.Integration is { } integration)
        {
            servers = servers.Where(s => s.IntegrationId == integration);
        }

        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var like = Like.Containing(filter.Search);

            // The column holds JSON: what people read and type as env=prod stands there as "env":"prod". In SQL, as LINQ cannot see the text behind the dictionary.
            var tagLike = Like.Containing(filter.Search.Replace("=", "\":\"", StringComparison.Ordinal));
            var tagged = c.Servers.FromSql($"SELECT * FROM \"Servers\" WHERE \"Tags\" LIKE {tagLike} ESCAPE {Like.Escape}").Select(s => s.Id);
            servers = servers.Where(s =>
                EF.Functions.Like(s.Name, like, Like.Escape) || EF.Functions.Like(s.ResourceGroup!, like, Like.Escape) || EF.Functions.Like(s.Region!, like, Like.Escape)
                || EF.Functions.Like(s.Host!, like, Like.Escape) || tagged.Contains(s.Id));
        }

        var (items, total) = await servers.OrderBy(s => s.Name).ThenBy(s => s.Id).ToPageAsync(page, cancel);
        var ids = items.Select(s => s.Id).ToList();
        var integrations = await NamesAsync(c, items, cancel);
        var grants = await c.Grants.Where(g => g.State != GrantState.Ended && ids.Contains(g.ServerId)).GroupBy(g => g.ServerId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new PageOf<ServerRow>([.. items.Select(s => new ServerRow(s, integrations[s.IntegrationId].Name, grants.GetValueOrDefault(s.Id)))], total);
    }, cancel);

    public Task<Server?> FindAsync(ServerId id, CancellationToken cancel) => db.ReadAsync(c => c.Servers.FirstOrDefaultAsync(s => s.Id == id, cancel), cancel);

    public Task<IReadOnlyList<Server>> OfIntegrationAsync(IntegrationId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Server>>(
        async c => await c.Servers.Where(s => s.IntegrationId == id).OrderBy(s => s.Name).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<ServerFacts>> FactsAsync(CancellationToken cancel) => db.ReadAsync(c => FactsAsync(c, c.Servers, cancel), cancel);

    public Task<IReadOnlyList<ServerFacts>> FactsAsync(IReadOnlyCollection<ServerId> ids, CancellationToken cancel) => db.ReadAsync(c => FactsAsync(c, c.Servers.Where(s => ids.Contains(s.Id)), cancel), cancel);

    public Task OfferHostKeysAsync(ServerId id, string lines, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var server = await c.Servers.FirstOrDefaultAsync(s => s.Id == id, cancel);
        if (server is null)
        {
            return w.Abandon(false);
        }

        var accepted = HostKey.ReadLines(server.HostKeys);
        var known = HostKey.ReadLines(lines).Any(accepted.Contains);
        var alarm = accepted.Count > 0 && !known && server.Failure != ShellFailure.HostKeyChanged;

        // What the network shows does not outweigh what the cloud vouches for.
        var over = known && server.Failure == ShellFailure.HostKeyChanged && !server.IsVouchedDifferent;
        var now = clock.GetUtcNow();
        if (alarm || over)
        {
            w.Audit(Audited.HostKey(Actor.System, now, id, alarm ? "changed" : "as-accepted", $"{server.Name} shows {(alarm ? "none of the accepted host keys" : "an accepted host key again")}"));
            w.Tell(ChangeOf.Work);
        }

        w.Tell(ChangeOf.Server, id.Value);
        return await c.Servers.Where(s => s.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.OfferedHostKeys, lines)
            .SetProperty(x => x.Failure, x => alarm ? ShellFailure.HostKeyChanged : over ? null : x.Failure)
            .SetProperty(x => x.FailureText, x => alarm ? "The server shows another host key than the accepted one." : over ? null : x.FailureText)
            .SetProperty(x => x.NextReconcileAt, x => over ? now : x.NextReconcileAt), cancel) == 1;
    }, cancel);

    public Task<bool> AcceptHostKeysAsync(ServerId id, string lines, PersonId by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Server, id.Value);
        w.Tell(ChangeOf.Work);
        return await c.Servers.Where(s => s.Id == id && s.OfferedHostKeys == lines).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.HostKeys, lines).SetProperty(x => x.OfferedHostKeys, (string?)null)
            .SetProperty(x => x.HostKeysAcceptedBy, by).SetProperty(x => x.HostKeysAcceptedAt, at).SetProperty(x => x.HostKeysHow, HostKeyTrust.ByHand)

            // Whoever accepts by hand what the cloud does not vouch for has decided against it; the audit log keeps both.
            .SetProperty(x => x.VouchedHostKeys, (string?)null).SetProperty(x => x.VouchedAt, (DateTimeOffset?)null)
            .SetProperty(x => x.Failure, (ShellFailure?)null).SetProperty(x => x.FailureText, (string?)null).SetProperty(x => x.FailureCount, 0)

            // Another key may be another machine: its receipts are all new.
            .SetProperty(x => x.ReceiptsSeen, x => x.HostKeys == lines ? x.ReceiptsSeen : 0).SetProperty(x => x.ScanContacts, 0)
            .SetProperty(x => x.Timer, x => x.HostKeys == lines ? x.Timer : null).SetProperty(x => x.ArmedUntil, x => x.HostKeys == lines ? x.ArmedUntil : null)
            .SetProperty(x => x.NextReconcileAt, at), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<Vouched> VouchHostKeysAsync(ServerId id, string? vmId, string lines, Actor by, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var server = await c.Servers.AsTracking().FirstOrDefaultAsync(s => s.Id == id, cancel);
        if (server is null || server.VmId != vmId)
        {
            return w.Abandon(Vouched.AnotherMachine);
        }

        var wasDifferent = server.IsVouchedDifferent;
        var isNew = server.VouchedHostKeys != lines;
        (server.VouchedHostKeys, server.VouchedAt) = (lines, at);
        var prints = string.Join(", ", HostKey.ReadLines(lines).Select(k => $"{k.Type} {k.Fingerprint}"));
        w.Tell(ChangeOf.Server, id.Value);
        if (server.HostKeys.Length == 0)
        {
            (server.HostKeys, server.OfferedHostKeys, server.HostKeysAcceptedBy, server.HostKeysAcceptedAt, server.HostKeysHow) = (lines, null, by.Id, at, HostKeyTrust.ByCloud);
            (server.Failure, server.FailureText, server.FailureCount, server.NextReconcileAt) = (null, null, 0, at);
            w.Audit(Audited.HostKey(by, at, id, "vouched", $"{server.Name}: Azure vouches for {prints}, read through Run Command. Accepted."));
            w.Tell(ChangeOf.Work);
            return Vouched.Accepted;
        }

        if (server.IsVouchedDifferent)
        {
            if (!wasDifferent || isNew)
            {
                w.Audit(Audited.HostKey(by, at, id, "changed", $"{server.Name}: Azure vouches for {prints}, and an accepted key is not among them. JitSsh does not connect until an admin has decided."));
            }

            (server.Failure, server.FailureText) = (ShellFailure.HostKeyChanged, "Azure vouches for other host keys than the accepted ones.");
            return Vouched.Differs;
        }

        if (isNew)
        {
            w.Audit(Audited.HostKey(by, at, id, "confirmed", $"{server.Name}: Azure vouches for the accepted host keys."));
        }

        if (wasDifferent)
        {
            (server.Failure, server.FailureText, server.NextReconcileAt) = (null, null, at);
            w.Tell(ChangeOf.Work);
        }

        return Vouched.Same;
    }, cancel);

    public Task<bool> AcceptVouchedAsync(ServerId id, string lines, PersonId by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Server, id.Value);
        w.Tell(ChangeOf.Work);
        return await c.Servers.Where(s => s.Id == id && s.VouchedHostKeys == lines).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.HostKeys, lines).SetProperty(x => x.OfferedHostKeys, (string?)null)
            .SetProperty(x => x.HostKeysAcceptedBy, by).SetProperty(x => x.HostKeysAcceptedAt, at).SetProperty(x => x.HostKeysHow, HostKeyTrust.ByCloud)
            .SetProperty(x => x.Failure, (ShellFailure?)null).SetProperty(x => x.FailureText, (string?)null).SetProperty(x => x.FailureCount, 0)
            .SetProperty(x => x.NextReconcileAt, at), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task SetPowerAsync(ServerId id, string power, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var runs = !Server.IsOff(power);
        foreach (var request in await c.Grants.Where(g => g.ServerId == id && g.State != GrantState.Ended).Select(g => g.RequestId).Distinct().ToListAsync(cancel))
        {
            w.Tell(ChangeOf.Request, request.Value);
        }

        w.Tell(ChangeOf.Server, id.Value);
        w.Tell(ChangeOf.Work);
        return await c.Servers.Where(s => s.Id == id).ExecuteUpdateAsync(s => s
            .SetProperty(x => x.PowerState, power == "Unknown" ? null : power)
            .SetProperty(x => x.FailureCount, x => runs ? 0 : x.FailureCount)
            .SetProperty(x => x.FailureText, x => runs && x.Failure == ShellFailure.SwitchedOff ? null : x.FailureText)
            .SetProperty(x => x.Failure, x => runs && x.Failure == ShellFailure.SwitchedOff ? null : x.Failure)
            .SetProperty(x => x.NextReconcileAt, x => runs && x.HostKeys != "" && x.LeaseUntil == null ? at : x.NextReconcileAt), cancel);
    }, cancel);

    public Task MakeDueAsync(ServerId id, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync((c, w) =>
    {
        w.Tell(ChangeOf.Work);
        return c.Servers.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
    }, cancel);

    private static async Task<IReadOnlyList<ServerFacts>> FactsAsync(JitSshContext c, IQueryable<Server> servers, CancellationToken cancel)
    {
        var rows = await servers.Where(s => s.IsSeen && c.Integrations.Any(i => i.Id == s.IntegrationId && i.Status != IntegrationStatus.Disabled)).OrderBy(s => s.Name).ToListAsync(cancel);
        var integrations = await NamesAsync(c, rows, cancel);
        return [.. rows.Select(s => new ServerFacts(
            s.Id, s.Name, s.IntegrationId, integrations[s.IntegrationId].Name, s.ResourceGroup, s.Region, s.Tags, integrations[s.IntegrationId].LinuxGroups, s.Health, s.ClockOffset))];
    }

    private static async Task<Dictionary<IntegrationId, (string Name, IReadOnlyList<string> LinuxGroups)>> NamesAsync(JitSshContext c, IEnumerable<Server> servers, CancellationToken cancel)
    {
        var ids = servers.Select(s => s.IntegrationId).Distinct().ToList();
        return (await c.Integrations.Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.Name, i.LinuxGroups }).ToListAsync(cancel)).ToDictionary(i => i.Id, i => (i.Name, i.LinuxGroups));
    }
}
