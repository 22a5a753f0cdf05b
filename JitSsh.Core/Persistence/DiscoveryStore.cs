using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Persistence;

internal sealed class DiscoveryStore(Db db, IOptions<ReconcileOptions> options, TimeProvider clock) : IDiscoveryStore
{
    public Task<DiscoveryChanges> ApplyAsync(IntegrationId integration, DiscoveryResult result, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var now = clock.GetUtcNow();
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
            if (server.VmId is not null && found.VmId is not null && server.VmId != found.VmId)
            {
                await RebuiltAsync(c, w, server, found, now, cancel);
            }

            Take(server, found);
            server.LastSeenAt = now;
            if (c.Entry(server) is { State: EntityState.Modified } entry && entry.Properties.Any(p => p.IsModified && p.Metadata.Name != nameof(Server.LastSeenAt)))
            {
                changed++;
                w.Tell(ChangeOf.Server, server.Id.Value);
            }
        }

        // Nothing is concluded from a server's absence unless everything was read to its end.
        foreach (var missing in result.Scopes.Count > 0 && result.Scopes.All(s => s.Complete) && result.Problems.Count == 0 ? known.Values.Where(s => s.IsSeen) : [])
        {
            missing.IsSeen = false;
            gone++;
        }

        await c.SaveChangesAsync(cancel);
        await SweepSchedule.BeginAsync(c, c.Servers.Where(s => s.IntegrationId == integration), options.Value.SweepEvery, now, cancel);
        w.Tell(ChangeOf.Server);
        return new DiscoveryChanges(added, changed, gone);
    }, cancel);

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

    private static void Take(Server server, DiscoveredServer found)
    {
        server.VmId = found.VmId;
        server.Name = found.Name;
        server.ResourceGroup = found.ResourceGroup;
        server.Region = found.Region;
        server.Tags = found.Tags;
        server.Host = found.Address;
        server.Port = found.Port;
        server.AddressProblem = found.Address is null ? found.NoAddressReason : null;
        server.PowerState = found.PowerState == PowerState.Unknown ? null : found.PowerState.ToString();
        server.IsSeen = true;
    }
}
