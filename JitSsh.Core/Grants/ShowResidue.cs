using JitSsh.Core.Common;

namespace JitSsh.Core.Grants;

/// <summary>Shows admins what people left behind on servers.</summary>
public sealed class ShowResidue(IReceiptStore receipts)
{
    /// <summary>What is open everywhere; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<OpenItemList>> OpenAsync(Actor actor, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await receipts.OpenAsync(page, cancel) : Refusal.NotFound;

    /// <summary>How much is open; 0 for anyone but an admin.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancel = default) => actor.SeesAll ? await receipts.CountOpenAsync(cancel) : 0;

    /// <summary>What is still on one server, accepted or not; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<ResidueRow>>> OfServerAsync(Actor actor, ServerId server, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await receipts.OfServerAsync(server, cancel)) : Refusal.NotFound;
}
