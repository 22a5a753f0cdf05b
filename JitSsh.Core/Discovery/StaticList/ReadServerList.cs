using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>What a text would make of a list of servers.</summary>
/// <param name="Reading">What was read.</param>
/// <param name="Rows">What would become of each server.</param>
public sealed record ServerListPreview(ServerListReading Reading, IReadOnlyList<ServerListRow> Rows);

/// <summary>Reads a list of servers for an admin, and compares it with the one that an integration has. Changes nothing.</summary>
public sealed class ReadServerList(IIntegrationStore integrations)
{
    /// <summary>What would become of it; NotFound for anyone but an admin.</summary>
    /// <param name="actor">An admin.</param>
    /// <param name="text">The text in any of the formats (docs/servers.md).</param>
    /// <param name="format">Its format; null to recognise it.</param>
    /// <param name="integration">The integration whose list it would take the place of; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<ServerListPreview>> RunAsync(Actor actor, string text, ServerListFormat? format = null, IntegrationId? integration = null, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        IReadOnlyList<SshServerEntry> stored = [];
        if (integration is { } id)
        {
            if (await integrations.FindAsync(id, cancel) is not { Source: SshServersSettings list })
            {
                return Refusal.NotFound;
            }

            stored = list.Servers;
        }

        var reading = ServerListText.Read(text, format);
        return new ServerListPreview(reading, ServerListChanges.Between(stored, reading.Servers));
    }
}
