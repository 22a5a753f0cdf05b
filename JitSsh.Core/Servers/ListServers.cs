using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Shows servers to admins, auditors and the owners of their integrations. Members see the servers they may ask for when they ask (FindRequestable).</summary>
public sealed class ListServers(IServerStore servers)
{
    /// <summary>A part of the list of those that the actor sees; NotFound for whoever sees none.</summary>
    public async Task<Outcome<PageOf<ServerRow>>> RunAsync(Actor actor, ServerFilter filter, Page page, CancellationToken cancel = default) =>
        actor.SeesIntegrations ? await servers.ListAsync(filter with { Within = actor.Within }, page, cancel) : Refusal.NotFound;

    /// <summary>One server; NotFound for whoever does not see its integration.</summary>
    public async Task<Outcome<Server>> FindAsync(Actor actor, ServerId id, CancellationToken cancel = default) =>
        actor.SeesIntegrations && await servers.FindAsync(id, cancel) is { } server && actor.Sees(server.IntegrationId) ? server : Refusal.NotFound;

    /// <summary>How many servers of an integration, or of all, are in which state, the most first; NotFound for whoever does not see it, or all of them.</summary>
    public async Task<Outcome<IReadOnlyList<HealthCount>>> HealthAsync(Actor actor, IntegrationId? integration, CancellationToken cancel = default) =>
        (integration is { } one ? actor.Sees(one) : actor.SeesAll) ? Outcomes.Done(await servers.HealthAsync(integration, cancel)) : Refusal.NotFound;

    /// <summary>The same for each integration that the actor sees, by name; NotFound for whoever sees none.</summary>
    public async Task<Outcome<IReadOnlyList<IntegrationHealth>>> HealthByIntegrationAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesIntegrations ? Outcomes.Done(await servers.HealthByIntegrationAsync(actor.Within, cancel)) : Refusal.NotFound;

    /// <summary>All servers of an integration; NotFound for whoever does not see it.</summary>
    public async Task<Outcome<IReadOnlyList<Server>>> OfIntegrationAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        actor.Sees(id) ? Outcomes.Done(await servers.OfIntegrationAsync(id, cancel)) : Refusal.NotFound;
}
