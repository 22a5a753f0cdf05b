using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Shows servers to an admin. Members see the servers they may ask for when they ask (FindRequestable).</summary>
public sealed class ListServers(IServerStore servers)
{
    /// <summary>A part of the list; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<ServerRow>>> RunAsync(Actor actor, ServerFilter filter, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await servers.ListAsync(filter, page, cancel) : Refusal.NotFound;

    /// <summary>One server; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Server>> FindAsync(Actor actor, ServerId id, CancellationToken cancel = default) =>
        actor.SeesAll && await servers.FindAsync(id, cancel) is { } server ? server : Refusal.NotFound;

    /// <summary>How many servers of an integration, or of all, are in which state, the most first; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<HealthCount>>> HealthAsync(Actor actor, IntegrationId? integration, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await servers.HealthAsync(integration, cancel)) : Refusal.NotFound;

    /// <summary>The same for each integration, by name; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<IntegrationHealth>>> HealthByIntegrationAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await servers.HealthByIntegrationAsync(cancel)) : Refusal.NotFound;

    /// <summary>All servers of an integration; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<Server>>> OfIntegrationAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await servers.OfIntegrationAsync(id, cancel)) : Refusal.NotFound;
}
