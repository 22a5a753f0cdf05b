using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Who may see a server, and who may change something there: it goes by its integration.</summary>
internal static class WhoSees
{
    /// <summary>True for admins, auditors and the owner of the server's integration.</summary>
    public static async Task<bool> IsSeenByAsync(this IServerStore servers, Actor actor, ServerId id, CancellationToken cancel) =>
        actor.SeesAll || (actor.SeesIntegrations && await servers.FindAsync(id, cancel) is { } server && actor.Sees(server.IntegrationId));

    /// <summary>True for admins and the owner of the server's integration.</summary>
    public static async Task<bool> IsAdministeredByAsync(this IServerStore servers, Actor actor, ServerId id, CancellationToken cancel) =>
        actor.IsAdmin || (actor.SeesIntegrations && await servers.FindAsync(id, cancel) is { } server && actor.Administers(server.IntegrationId));
}
