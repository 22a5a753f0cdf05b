using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>Shows integrations to an admin.</summary>
public sealed class ListIntegrations(IIntegrationStore integrations)
{
    /// <summary>All of them by name; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<IntegrationRow>>> RunAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await integrations.ListAsync(cancel)) : Refusal.NotFound;

    /// <summary>One of them; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Integration>> FindAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        actor.SeesAll && await integrations.FindAsync(id, cancel) is { } integration ? integration : Refusal.NotFound;
}
