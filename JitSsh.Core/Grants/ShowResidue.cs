using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>Shows admins, auditors and owners of integrations what people left behind on servers.</summary>
public sealed class ShowResidue(IReceiptStore receipts, IServerStore servers)
{
    /// <summary>What is open on the servers that the actor sees; NotFound for whoever sees none.</summary>
    public async Task<Outcome<OpenItemList>> OpenAsync(Actor actor, Page page, CancellationToken cancel = default) =>
        actor.SeesIntegrations ? await receipts.OpenAsync(actor.Within, page, cancel) : Refusal.NotFound;

    /// <summary>How much is open there; 0 for whoever sees none.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancel = default) => actor.SeesIntegrations ? await receipts.CountOpenAsync(actor.Within, cancel) : 0;

    /// <summary>What is still on one server, accepted or not; NotFound for whoever does not see its integration.</summary>
    public async Task<Outcome<IReadOnlyList<ResidueRow>>> OfServerAsync(Actor actor, ServerId server, CancellationToken cancel = default) =>
        await servers.IsSeenByAsync(actor, server, cancel) ? Outcomes.Done(await receipts.OfServerAsync(server, cancel)) : Refusal.NotFound;
}
