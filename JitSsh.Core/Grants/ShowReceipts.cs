using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>Shows what changed on servers: with a request to whoever may see the request, and with a server to whoever sees it.</summary>
public sealed class ShowReceipts(ShowRequests requests, IReceiptStore receipts, IServerStore servers)
{
    /// <summary>
    /// The receipts of a request's grants, the newest first, each without what it says of anybody else's account; NotFound for anyone but the requester, its approvers and admins.
    /// </summary>
    public async Task<Outcome<ILookup<GrantId, ServerReceipt>>> OfRequestAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        var found = await requests.FindAsync(actor, id, cancel);
        if (!found.IsDone)
        {
            return Refusal.NotFound;
        }

        var accounts = found.Value.Servers.Where(s => s.Grant is not null).ToDictionary(s => s.Grant!.Id, s => s.Grant!.Account);
        var rows = await receipts.OfRequestAsync(id, cancel);
        return Outcomes.Done(rows.Where(r => accounts.ContainsKey(r.Grant)).ToLookup(r => r.Grant, r => r.Receipt.Content.For(accounts[r.Grant], r.Grant.ToString())));
    }

    /// <summary>The receipts of a server that tell of drift, the newest first; NotFound for whoever does not see its integration.</summary>
    public async Task<Outcome<IReadOnlyList<Receipt>>> DriftAsync(Actor actor, ServerId server, CancellationToken cancel = default) =>
        await servers.IsSeenByAsync(actor, server, cancel) ? Outcomes.Done(await receipts.DriftAsync(server, cancel)) : Refusal.NotFound;
}
