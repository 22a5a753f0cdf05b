using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>Shows integrations to admins, auditors and their owners.</summary>
public sealed class ListIntegrations(IIntegrationStore integrations)
{
    /// <summary>Those that the actor sees, by name; NotFound for whoever sees none.</summary>
    public async Task<Outcome<IReadOnlyList<IntegrationRow>>> RunAsync(Actor actor, CancellationToken cancel = default) =>
        actor.SeesIntegrations ? Outcomes.Done<IReadOnlyList<IntegrationRow>>([.. (await integrations.ListAsync(cancel)).Where(r => actor.Sees(r.Integration.Id))]) : Refusal.NotFound;

    /// <summary>One of them; NotFound for whoever does not see it.</summary>
    public async Task<Outcome<Integration>> FindAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        actor.Sees(id) && await integrations.FindAsync(id, cancel) is { } integration ? integration : Refusal.NotFound;
}
