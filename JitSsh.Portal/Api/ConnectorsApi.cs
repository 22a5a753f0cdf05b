using JitSsh.Core.Common;
using JitSsh.Core.Connectors;

namespace JitSsh.Portal.Api;

/// <summary>Connectors; for admins.</summary>
internal static class ConnectorsApi
{
    public static void MapConnectors(this RouteGroupBuilder api) =>
        api.MapGet("/connectors", ListAsync).WithTags("Connectors").WithSummary("Lists the connectors, and when each was last seen; admins only.").Refuses(404);

    private static async Task<Answer<IReadOnlyList<ConnectorView>>> ListAsync(Caller caller, ListConnectors connectors, CancellationToken cancel) =>
        (await connectors.RunAsync(caller.Actor, cancel)).ShowAll(ConnectorView.Of);
}

/// <summary>A connector: what touches servers and reads secrets.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The version it last told.</param>
/// <param name="LastSeenAt">When it was last seen.</param>
internal sealed record ConnectorView(ConnectorId Id, string Name, string Version, DateTimeOffset LastSeenAt)
{
    public static ConnectorView Of(Connector c) => new(c.Id, c.Name, c.Version, c.LastSeenAt);
}
