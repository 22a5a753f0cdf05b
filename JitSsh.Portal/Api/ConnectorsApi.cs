using JitSsh.Core.Common;
using JitSsh.Core.Connectors;

namespace JitSsh.Portal.Api;

/// <summary>Connectors; for admins.</summary>
internal static class ConnectorsApi
{
    public static void MapConnectors(this RouteGroupBuilder api)
    {
        var connectors = api.MapGroup("/connectors").WithTags("Connectors");
        connectors.MapGet("/", ListAsync).WithSummary("Lists the connectors, when each was last seen, and its processes; admins only.").Refuses(404);
        connectors.MapPost("/", AddAsync).WithSummary("Adds a connector that runs apart from the portal. Its token enrols one process, once, for an hour, and is shown this once; admins only.").Refuses(404, 422);
        connectors.MapPost("/{id:guid}/tokens", NewTokenAsync).WithSummary("Makes another token, for a further process; admins only.").Refuses(404, 409);
        connectors.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revokes a connector: its processes are refused at once; admins only.").Refuses(404, 409);
    }

    private static async Task<Answer<IReadOnlyList<ConnectorView>>> ListAsync(Caller caller, ListConnectors connectors, CancellationToken cancel) =>
        (await connectors.RunAsync(caller.Actor, cancel)).ShowAll(ConnectorView.Of);

    private static async Task<Answer<NewConnectorView>> AddAsync(Caller caller, ConnectorBody body, ManageConnectors connectors, CancellationToken cancel) =>
        (await connectors.AddAsync(caller.Actor, body.Name, cancel)).Show(NewConnectorView.Of);

    private static async Task<Answer<NewConnectorView>> NewTokenAsync(Caller caller, ConnectorId id, ManageConnectors connectors, CancellationToken cancel) =>
        (await connectors.NewTokenAsync(caller.Actor, id, cancel)).Show(NewConnectorView.Of);

    private static async Task<Done> RevokeAsync(Caller caller, ConnectorId id, ManageConnectors connectors, CancellationToken cancel) =>
        (await connectors.RevokeAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A connector to add.</summary>
internal sealed record ConnectorBody
{
    /// <summary>Its name; unique.</summary>
    public required string Name { get; init; }
}

/// <summary>A connector, and the token with which a process enrols.</summary>
/// <param name="Id">The connector.</param>
/// <param name="Token">The token; shown this once.</param>
/// <param name="GoodUntil">When it stops being good.</param>
internal sealed record NewConnectorView(ConnectorId Id, string Token, DateTimeOffset GoodUntil)
{
    public static NewConnectorView Of(NewToken made) => new(made.Connector, made.Token, made.GoodUntil);
}

/// <summary>A connector: what touches servers and reads secrets.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The version it last told; empty before its first process has enrolled.</param>
/// <param name="LastSeenAt">When it was last seen.</param>
/// <param name="RevokedAt">When it was revoked; null while it is in use.</param>
/// <param name="Instances">Its processes, where it runs apart from the portal.</param>
internal sealed record ConnectorView(ConnectorId Id, string Name, string Version, DateTimeOffset LastSeenAt, DateTimeOffset? RevokedAt, IReadOnlyList<ConnectorInstanceView> Instances)
{
    public static ConnectorView Of(ConnectorRow row) =>
        new(row.Connector.Id, row.Connector.Name, row.Connector.Version, row.Connector.LastSeenAt, row.Connector.RevokedAt, [.. row.Instances.Select(ConnectorInstanceView.Of)]);
}

/// <summary>A process of a connector.</summary>
/// <param name="Host">The machine it said it runs on.</param>
/// <param name="Version">The version it last told.</param>
/// <param name="LastSeenAt">When it last called.</param>
/// <param name="Doing">What it did then; empty when it waited for work.</param>
/// <param name="Errors">What went wrong in it lately, the newest first.</param>
internal sealed record ConnectorInstanceView(string Host, string Version, DateTimeOffset LastSeenAt, string Doing, IReadOnlyList<string> Errors)
{
    public static ConnectorInstanceView Of(ConnectorInstance instance) => new(instance.Host, instance.Version, instance.LastSeenAt, instance.Doing, instance.Errors);
}
