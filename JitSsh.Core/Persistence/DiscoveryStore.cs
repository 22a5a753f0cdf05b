using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class DiscoveryStore(Db db, TimeProvider clock) : IDiscoveryStore
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

        w.Tell(ChangeOf.Server);
        return new DiscoveryChanges(added, changed, gone);
    }, cancel);

    private static void Take(Server server, DiscoveredServer found)
    {
        // Another VM under the same name is another machine: nobody has vouched for its host key.
        if (server.VmId is not null && found.VmId is not null && server.VmId != found.VmId)
        {
            server.HostKeys = "";
            server.OfferedHostKeys = null;
            server.LastContactAt = null;
        }

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
