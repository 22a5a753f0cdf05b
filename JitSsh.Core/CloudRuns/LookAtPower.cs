using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.CloudRuns;

/// <summary>Asks the cloud whether a server that does not answer is switched off, so that nobody looks for the fault elsewhere. One request, and not at every attempt.</summary>
public sealed class LookAtPower(IServerStore servers, IIntegrationStore integrations, IPowerSwitch power, RunOverCloud cloud, TimeProvider clock)
{
    // With attempts eight seconds apart this is about once a minute.
    private const int Every = 8;

    /// <summary>The server's name and its power state, when it is off; null when it runs, or nobody knows.</summary>
    public async Task<(string Name, string Power)?> RunAsync(ServerId id, CancellationToken cancel)
    {
        if (await servers.FindAsync(id, cancel) is not { } server || await integrations.FindAsync(server.IntegrationId, cancel) is not { } integration || !power.Serves(integration.Source))
        {
            return null;
        }

        // What signs in to the cloud lies with the connector: for one that stands apart, what the last discovery saw is what is known here.
        if (integration.ConnectorId == ConnectorId.Embedded && (server.IsSwitchedOff || server.FailureCount % Every == 0))
        {
            var seen = await power.ReadAsync(await cloud.FindAsync(server, integration, cancel), cancel);
            if (seen.Problem is null && seen.Text != server.PowerState)
            {
                await servers.SetPowerAsync(id, seen.Text, clock.GetUtcNow(), cancel);
                return Server.IsOff(seen.Text) ? (server.Name, seen.Text) : null;
            }
        }

        return server.IsSwitchedOff ? (server.Name, server.PowerState!) : null;
    }
}
