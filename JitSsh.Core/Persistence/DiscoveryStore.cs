using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Persistence;

internal sealed class DiscoveryStore(Db db, IOptions<ReconcileOptions> options, TimeProvider clock) : IDiscoveryStore
{
    public Task<DiscoveryChanges> ApplyAsync(IntegrationId integration, DiscoveryResult result, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var now = clock.GetUtcNow();
        var lastSync = await c.Integrations.Where(i => i.Id == integration).Select(i => i.LastSyncAt).FirstOrDefaultAsync(cancel);
        var known = await c.Servers.AsTracking().Where(s => s.IntegrationId == integration).ToDictionaryAsync(s => s.ExternalId, StringComparer.Ordinal, cancel);
        int added = 0, changed = 0, gone = 0;
        foreach (var found in result.Servers)
        {
            if (!known.Remove(found.ExternalId, out var server))
            {
                server = new() { Id = TypedId.New<ServerId>(clock), IntegrationId = integration, ExternalId = found.ExternalId, Name = found.Name, LastSeenAt = now };
                c.Servers.Add(server);
                added++;
            }

            // Another VM under the same name is another machine.
            if (server.VmId is not null && found.VmId is not null && !string.Equals(server.VmId, found.VmId, StringComparison.OrdinalIgnoreCase))
            {
                await RebuiltAsync(c, w, server, found, now, cancel);
            }

            Take(server, found, ScopeOf(result, found.ExternalId) is { AddressesComplete: false });
            await ServerTags.TakeAsync(c, server, cancel);
            if (c.Entry(server).State == EntityState.Modified)
            {
                server.LastSeenAt = now;
                changed++;
                w.Tell(ChangeOf.Server, server.Id.Value);
            }
        }

        changed += await JumpServers.TakeAsync(c, integration, result.Servers, cancel);
        foreach (var missing in known.Values)
        {
            var wasSeen = missing.IsSeen;
            var (isSeen, why) = WhyMissing(result, missing);
            if (isSeen == false && result.Gone.Contains(missing.ExternalId))
            {
                await GoneAsync(c, w, missing, now, cancel);
            }

            // Until now the last discovery that went well saw it, and nothing was written of that.
            if (wasSeen && missing.NotSeenReason is null && lastSync > missing.LastSeenAt)
            {
                missing.LastSeenAt = lastSync.Value;
            }

            (missing.IsSeen, missing.NotSeenReason) = (isSeen ?? wasSeen, why);

            // What was prepared there is taken back while its address is still known.
            if (wasSeen && isSeen == false && missing.HostKeys.Length > 0 && ScopeOf(result, missing.ExternalId) is { IsKeptByHand: true })
            {
                missing.NextReconcileAt = now;
                w.Tell(ChangeOf.Work);
            }

            gone += wasSeen && !missing.IsSeen ? 1 : 0;
            if (c.Entry(missing).State == EntityState.Modified)
            {
                w.Tell(ChangeOf.Server, missing.Id.Value);
            }
        }

        await c.SaveChangesAsync(cancel);
        if (result.Scopes.Any(s => s is { IsKeptByHand: true, Complete: true }))
        {
            await AccessEnds.OfRemovedAsync(c, w, integration, clock, now, cancel);
        }

        await SweepSchedule.BeginAsync(c, c.Servers.Where(s => s.IntegrationId == integration), options.Value.SweepEvery, now, cancel);
        if (added > 0)
        {
            w.Tell(ChangeOf.Server);
        }

        return new DiscoveryChanges(added, changed, gone, Lost(result, known.Keys));
    }, cancel);

    public Task<IReadOnlyList<string>> MissingWithAccessAsync(IntegrationId integration, DiscoveryResult result, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<string>>(async c =>
    {
        var used = await c.Servers.Where(s => s.IntegrationId == integration
            && (c.Grants.Any(g => g.ServerId == s.Id && g.State != GrantState.Ended)
                || c.RequestedServers.Any(r => r.ServerId == s.Id && !r.IsLeftOut && c.Requests.Any(q => q.Id == r.RequestId && q.State == RequestState.Approved && q.ExtendsId == null) && !c.Grants.Any(g => g.RequestId == r.RequestId && g.ServerId == s.Id))))
            .Select(s => s.ExternalId).ToListAsync(cancel);
        var there = result.Servers.Select(s => s.ExternalId).ToHashSet(StringComparer.Ordinal);
        return [.. used.Where(id => !there.Contains(id) && ScopeOf(result, id) is { Complete: true } scope && !scope.LeavesOut(id))];
    }, cancel);

    private static DiscoveredScope? ScopeOf(DiscoveryResult result, string externalId) => result.Scopes.FirstOrDefault(s => s.Has(externalId));

    /// <summary>Whether access to it can still be asked for (null: as before), and why it was not seen. Nothing is concluded from its absence where not everything was read.</summary>
    private static (bool? IsSeen, string Why) WhyMissing(DiscoveryResult result, Server server)
    {
        if (ScopeOf(result, server.ExternalId) is not { } scope)
        {
            return result.Scopes.Count == 0 ? (null, Sentence(result, null))
                : result.IsAllThereIs ? (null, "Its subscription is not visible to the identity any more.")
                : (false, "Its subscription is not among those that the integration's settings name.");
        }

        return !scope.Complete ? (null, Sentence(result, scope.Id))
            : scope.LeavesOut(server.ExternalId) ? (false, "It exists, and the integration's settings leave it out.")
            : result.Gone.Contains(server.ExternalId) ? (false, "It does not exist any more.")
            : scope.IsKeptByHand ? (false, "It was taken out of the integration's list.")
            : (false, "It is not in the source's list any more.");
    }

    private static string Sentence(DiscoveryResult result, string? scope) =>
        result.Problems.FirstOrDefault(p => p.SubscriptionId == scope)?.Sentence ?? "The last discovery could not read everything.";

    private static List<LostScope> Lost(DiscoveryResult result, IEnumerable<string> missing) => !result.IsAllThereIs || result.Scopes.Count == 0
        ? []
        : [.. missing.Where(id => ScopeOf(result, id) is null).GroupBy(SubscriptionOf, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new LostScope(g.Key, g.Count()))];

    private static string SubscriptionOf(string externalId) => externalId.Split('/', 4) is ["", "subscriptions", var id, ..] ? id : externalId;

    /// <summary>
    /// Nobody has vouched for the new machine's host key, so it waits for an admin like any new server, and nothing that was learned of the old one holds.
    /// What was given on the old one ends. It is not taken for ended before the new machine says so: its disk may be the old one.
    /// </summary>
    private static async Task RebuiltAsync(JitSshContext c, Db.Writing w, Server server, DiscoveredServer found, DateTimeOffset now, CancellationToken cancel)
    {
        w.Audit(Audited.Server(now, server.Id, "rebuilt", $"{server.Name}: VM {server.VmId} has become VM {found.VmId}. Its host key is to be accepted anew."));
        server.ForgetMachine();
        (server.HostKeys, server.OfferedHostKeys, server.HostKeysAcceptedBy, server.HostKeysAcceptedAt) = ("", null, null, null);
        (server.HostKeysHow, server.VouchedHostKeys, server.VouchedAt) = (null, null, null);

        // Whoever works on the old machine at this moment reports too late.
        (server.LeaseHolder, server.LeaseUntil) = (null, null);
        var given = await c.Grants.Where(g => g.ServerId == server.Id && (g.State == GrantState.Active || (g.State == GrantState.Pending && g.NotBefore != null))).ToListAsync(cancel);
        foreach (var grant in given)
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, EndReason.ServerGone, Actor.System, now, cancel);
        }

        server.NextReconcileAt = await c.Grants.AnyAsync(g => g.ServerId == server.Id && g.State != GrantState.Ended, cancel) ? now : null;
        AnswerRecords.Close(w, server, await AnswerRecords.ThereAsync(c, server, cancel), now);
        w.Tell(ChangeOf.Server, server.Id.Value);
        w.Tell(ChangeOf.Work);
    }

    /// <summary>Where there is no machine there is nothing to take back: what was given there has ended, also what was about to be, and nobody tries to reach it any more.</summary>
    private async Task GoneAsync(JitSshContext c, Db.Writing w, Server server, DateTimeOffset now, CancellationToken cancel)
    {
        w.Audit(Audited.Server(now, server.Id, "gone", $"{server.Name}: VM {server.VmId} does not exist any more. Access to it has ended."));
        await MissingGrants.AddAsync(c, w, r => r.ServerId == server.Id, clock, now, cancel);
        await c.SaveChangesAsync(cancel);
        foreach (var grant in await c.Grants.Where(g => g.ServerId == server.Id && (g.State == GrantState.Active || g.State == GrantState.Pending)).ToListAsync(cancel))
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, EndReason.ServerGone, Actor.System, now, cancel);
        }

        foreach (var grant in await c.Grants.Where(g => g.ServerId == server.Id && g.State == GrantState.Ending).ToListAsync(cancel))
        {
            await GrantMoves.FinishAsync(c, w, grant, now, now, cancel);
        }

        (server.LeaseHolder, server.LeaseUntil, server.NextReconcileAt) = (null, null, null);
        AnswerRecords.Close(w, server, await AnswerRecords.ThereAsync(c, server, cancel), now);
    }

    /// <param name="server">As it was.</param>
    /// <param name="found">As it is.</param>
    /// <param name="keepAddress">Addresses could not be read: none in <paramref name="found"/> means "not known", and the old one is most likely still right.</param>
    private static void Take(Server server, DiscoveredServer found, bool keepAddress)
    {
        server.VmId = found.VmId;
        server.Name = found.Name;
        server.ResourceGroup = found.ResourceGroup;
        server.Region = found.Region;
        server.Tags = found.Tags;
        server.Port = found.Port;
        server.IsSpot = found.IsSpot;
        server.LoginUser = found.LoginUser;
        server.PowerState = found.PowerState == PowerState.Unknown ? null : found.PowerState.ToString();
        (server.IsSeen, server.NotSeenReason) = (true, null);
        if (found.Address is not null || !keepAddress || server.Host is null)
        {
            server.Host = found.Address;
            server.AddressProblem = found.Address is null ? found.NoAddressReason : null;
        }
    }
}
