using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence.Configurations;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ServerStore(Db db, TimeProvider clock) : IServerStore
{
    public Task<PageOf<ServerRow>> ListAsync(ServerFilter filter, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        // The ids from the index alone, and then the rows that are shown.
        var (ids, total) = await Listed(c, filter).OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => s.Id).ToPageAsync(page, cancel);
        var found = await c.Servers.Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, cancel);
        List<Server> items = [.. ids.Where(found.ContainsKey).Select(id => found[id])];
        await LastSeenAsync(c, items, cancel);
        var integrations = await NamesAsync(c, items, cancel);
        var grants = await c.Grants.Where(g => g.State != GrantState.Ended && ids.Contains(g.ServerId)).GroupBy(g => g.ServerId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        return new PageOf<ServerRow>([.. items.Select(s => new ServerRow(s, integrations[s.IntegrationId].Name, grants.GetValueOrDefault(s.Id)))], total);
    }, cancel);

    public Task<Server?> FindAsync(ServerId id, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var server = await c.Servers.FirstOrDefaultAsync(s => s.Id == id, cancel);
        await LastSeenAsync(c, server is null ? [] : [server], cancel);
        return server;
    }, cancel);

    public Task<IReadOnlyList<HealthCount>> HealthAsync(IntegrationId? integration, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<HealthCount>>(async c =>
    {
        var counts = await c.Servers.Where(s => integration == null || s.IntegrationId == integration)
            .GroupBy(s => EF.Property<ServerHealth>(s, ServerListing.Health)).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel);
        return [.. counts.Select(x => new HealthCount(x.Key, x.Count)).OrderByDescending(h => h.Count).ThenBy(h => h.Health)];
    }, cancel);

    public Task<IReadOnlyList<IntegrationHealth>> HealthByIntegrationAsync(IReadOnlyCollection<IntegrationId>? within, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<IntegrationHealth>>(async c =>
    {
        var counts = (await (within is null ? c.Servers : c.Servers.Where(s => within.Contains(s.IntegrationId)))
            .GroupBy(s => new { s.IntegrationId, Health = EF.Property<ServerHealth>(s, ServerListing.Health) }).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancel))
            .ToLookup(x => x.Key.IntegrationId, x => new HealthCount(x.Key.Health, x.Count));
        var integrations = await c.Integrations.OrderBy(i => i.Name).Select(i => new { i.Id, i.Name }).ToListAsync(cancel);
        return [.. integrations.Where(i => within?.Contains(i.Id) != false).Select(i => new IntegrationHealth(i.Id, i.Name, [.. counts[i.Id].OrderByDescending(h => h.Count).ThenBy(h => h.Health)]))];
    }, cancel);

    public Task RecordLookAsync(ServerId id, ServerLook look, IReadOnlyList<ServerCheck> checks, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Servers.AsTracking().FirstOrDefaultAsync(s => s.Id == id, cancel) is not { } server)
        {
            return w.Abandon(false);
        }

        (server.Checks, server.CheckedAt) = (checks, look.At);
        var failed = server.Failure;
        if (look.Failure is { } failure)
        {
            (server.Failure, server.FailureText) = (failure, look.FailureText);
        }
        else
        {
            server.LastContactAt = look.At;
            AnswerRecords.StoreSelf(server, look.Answer!, look.At);
            await JumpServers.RecoveredAsync(c, w, id, look.At, cancel);

            // A look does not do what the script failed to do.
            if (failed is not (null or ShellFailure.ScriptFailed))
            {
                (server.Failure, server.FailureText, server.FailureCount) = (null, null, 0);
                server.NextReconcileAt = await c.Grants.AnyAsync(g => g.ServerId == id && g.State != GrantState.Ended, cancel) ? look.At : server.NextReconcileAt;
                w.Tell(ChangeOf.Work);
            }
        }

        if (server.Failure == ShellFailure.HostKeyChanged && failed != ShellFailure.HostKeyChanged)
        {
            w.Audit(Audited.HostKey(Actor.System, look.At, id, "changed", $"{server.Name}: {look.FailureText} JitSsh does not connect until an admin has decided."));
        }

        w.Tell(ChangeOf.Server, id.Value);
        return true;
    }, cancel);

    public Task<IReadOnlyList<Server>> OfIntegrationAsync(IntegrationId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Server>>(
        async c => await c.Servers.Where(s => s.IntegrationId == id).OrderBy(s => s.Name).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<ServerFacts>> FactsAsync(CancellationToken cancel) => db.ReadAsync(c => FactsAsync(c, c.Servers, cancel), cancel);

    public Task<IReadOnlyList<ServerFacts>> FactsAsync(IReadOnlyCollection<ServerId> ids, CancellationToken cancel) => db.ReadAsync(c => FactsAsync(c, c.Servers.Where(s => ids.Contains(s.Id)), cancel), cancel);

    public async Task NoteKeyAsync(ServerId id, string? note, DateTimeOffset at, CancellationToken cancel)
    {
        // At each contact, and nearly always the same: a reading then, and no writing.
        if (await db.ReadAsync(c => c.Servers.AnyAsync(s => s.Id == id && s.KeyNote == note, cancel), cancel))
        {
            return;
        }

        await db.WriteAsync(async (c, w) =>
        {
            if (await c.Servers.AsTracking().FirstOrDefaultAsync(s => s.Id == id, cancel) is not { } server)
            {
                return w.Abandon(false);
            }

            server.KeyNote = note;
            w.Audit(Audited.Server(at, id, note is null ? "key-taken" : "earlier-key", $"{server.Name}: {note ?? "it takes the key in the store again"}"));
            var others = await c.Servers.CountAsync(s => s.IntegrationId == server.IntegrationId && s.Id != id && s.KeyNote != null, cancel);
            var integrations = c.Integrations.Where(i => i.Id == server.IntegrationId && (i.Status == IntegrationStatus.Active || i.Status == IntegrationStatus.Warning));
            if (note is not null)
            {
                var reason = KeyNotes.Sentence(others + 1);
                await integrations.ExecuteUpdateAsync(i => i.SetProperty(x => x.Status, IntegrationStatus.Warning).SetProperty(x => x.StatusReason, reason), cancel);
            }
            else if (others == 0)
            {
                await integrations.ExecuteUpdateAsync(i => i.SetProperty(x => x.NextSyncAt, at), cancel);
                w.Tell(ChangeOf.Work);
            }

            w.Tell(ChangeOf.Server, id.Value);
            w.Tell(ChangeOf.Integration, server.IntegrationId.Value);
            return true;
        }, cancel);
    }

    public Task<int> CountKeyNotesAsync(IntegrationId id, CancellationToken cancel) => db.ReadAsync(c => c.Servers.CountAsync(s => s.IntegrationId == id && s.KeyNote != null, cancel), cancel);

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

    /// <summary>Facts within a transaction that is under way.</summary>
    internal static async Task<IReadOnlyList<ServerFacts>> FactsAsync(JitSshContext c, IQueryable<Server> servers, CancellationToken cancel)
    {
        var rows = await Askable(c, servers).OrderBy(s => s.Name).ToListAsync(cancel);
        var integrations = await NamesAsync(c, rows, cancel);
        return [.. rows.Select(s => new ServerFacts(
            s.Id, s.Name, s.IntegrationId, integrations[s.IntegrationId].Name, s.ResourceGroup, s.Region, s.Tags, integrations[s.IntegrationId].LinuxGroups, s.Health, s.ClockOffset, s.PowerState))];
    }

    /// <summary>Those to which access can be asked for.</summary>
    internal static IQueryable<Server> Askable(JitSshContext c, IQueryable<Server> servers) =>
        servers.Where(s => s.IsSeen && c.Integrations.Any(i => i.Id == s.IntegrationId && i.Status != IntegrationStatus.Disabled && i.Status != IntegrationStatus.Deleting));

    private static IQueryable<Server> Listed(JitSshContext c, ServerFilter filter)
    {
        var servers = c.Servers.AsQueryable();
        if (filter.Within is { } within)
        {
            servers = servers.Where(s => within.Contains(s.IntegrationId));
        }

        if (filter.Integration is { } integration)
        {
            servers = servers.Where(s => s.IntegrationId == integration);
        }

        if (filter.Health is { } health)
        {
            servers = servers.Where(s => EF.Property<ServerHealth>(s, ServerListing.Health) == health);
        }

        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var like = Like.Containing(filter.Search);

            // Every name is greater than nothing. SQLite reads the index that begins with the name for that, and not the rows, to find the text in.
            servers = servers.Where(s => string.Compare(s.Name, "") >= 0 && EF.Functions.Like(EF.Property<string>(s, ServerListing.SearchText), like, Like.Escape));
        }

        return servers;
    }

    /// <summary>A discovery that finds a server as it is writes nothing of it: that it was seen is known from the integration's last sync.</summary>
    private static async Task LastSeenAsync(JitSshContext c, IReadOnlyList<Server> servers, CancellationToken cancel)
    {
        var ids = servers.Select(s => s.IntegrationId).Distinct().ToList();
        var syncs = await c.Integrations.Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.LastSyncAt }).ToDictionaryAsync(i => i.Id, i => i.LastSyncAt, cancel);
        foreach (var server in servers.Where(s => s is { IsSeen: true, NotSeenReason: null }))
        {
            server.LastSeenAt = syncs.GetValueOrDefault(server.IntegrationId) is { } at && at > server.LastSeenAt ? at : server.LastSeenAt;
        }
    }

    private static async Task<Dictionary<IntegrationId, (string Name, IReadOnlyList<string> LinuxGroups)>> NamesAsync(JitSshContext c, IEnumerable<Server> servers, CancellationToken cancel)
    {
        var ids = servers.Select(s => s.IntegrationId).Distinct().ToList();
        return (await c.Integrations.Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, i.Name, i.LinuxGroups }).ToListAsync(cancel)).ToDictionary(i => i.Id, i => (i.Name, i.LinuxGroups));
    }
}
