using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Decides the end of all access to the servers of an integration, or of all that a person has.</summary>
internal static class AccessEnds
{
    /// <summary>
    /// Makes the grants that approved requests lack, so that they never begin, and ends every one that is not ending. The servers concerned become due.
    /// The servers are there as before, so the reason is that an admin has taken it away.
    /// </summary>
    public static async Task OfIntegrationAsync(JitSshContext c, Db.Writing w, IntegrationId id, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        await MissingGrants.AddAsync(c, w, r => c.Servers.Any(s => s.Id == r.ServerId && s.IntegrationId == id), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        await EndAsync(c, w, c.Grants.Where(g => c.Servers.Any(s => s.Id == g.ServerId && s.IntegrationId == id)), EndReason.RevokedByAdmin, by, at, cancel);
    }

    /// <summary>
    /// Cancels what a person waits for, ends what they have, and removes their tokens. It is decided here and not left to the next contact with each server: a server that does not answer
    /// now must not find the person activated again and go on.
    /// </summary>
    public static async Task OfPersonAsync(JitSshContext c, Db.Writing w, Person person, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        RequestTransitions.Demand(RequestState.Pending, RequestState.Cancelled);
        foreach (var id in await c.Requests.Where(r => r.RequesterId == person.Id && r.State == RequestState.Pending).Select(r => r.Id).ToListAsync(cancel))
        {
            await c.Requests.Where(r => r.Id == id && r.State == RequestState.Pending)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RequestState.Cancelled).SetProperty(x => x.DecidedAt, at), cancel);
            w.Audit(Audited.Request(by, at, id, "cancelled", $"{person.Name} was deactivated"));
            w.Tell(ChangeOf.Request, id.Value);
        }

        await MissingGrants.AddAsync(c, w, s => c.Requests.Any(r => r.Id == s.RequestId && r.RequesterId == person.Id), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        await EndAsync(c, w, c.Grants.Where(g => g.PersonId == person.Id), EndReason.PersonDisabled, by, at, cancel);
        foreach (var token in await c.AccessTokens.Where(t => t.PersonId == person.Id).ToListAsync(cancel))
        {
            w.Audit(Audited.AccessToken(by, at, person.Id, "revoked", token.Name));
        }

        await c.AccessTokens.Where(t => t.PersonId == person.Id).ExecuteDeleteAsync(cancel);
    }

    private static async Task EndAsync(JitSshContext c, Db.Writing w, IQueryable<Grant> among, EndReason reason, Actor by, DateTimeOffset at, CancellationToken cancel)
    {
        var open = await among.Where(g => g.State == GrantState.Pending || g.State == GrantState.Active).ToListAsync(cancel);
        foreach (var grant in open)
        {
            await GrantMoves.EndAsync(c, w, grant.Id, grant.State, reason, by, at, cancel);
        }

        var servers = open.Select(g => g.ServerId).Distinct().ToList();
        if (servers.Count > 0)
        {
            await c.Servers.Where(s => servers.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
            w.Tell(ChangeOf.Work);
        }
    }
}
