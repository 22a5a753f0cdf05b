using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Decides the end of all access to some of an integration's servers, or of all that a person has.</summary>
internal static class AccessEnds
{
    /// <summary>To all servers of the integration. They are there as before, so the reason is that an admin has taken it away.</summary>
    public static Task OfIntegrationAsync(JitSshContext c, Db.Writing w, IntegrationId id, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel) =>
        OnServersAsync(c, w, c.Servers.Where(s => s.IntegrationId == id), EndReason.RevokedByAdmin, by, clock, at, cancel);

    /// <summary>To the servers that somebody took out of the integration's list. Their addresses are known still, so the ends are carried out there.</summary>
    public static Task OfRemovedAsync(JitSshContext c, Db.Writing w, IntegrationId id, TimeProvider clock, DateTimeOffset at, CancellationToken cancel) =>
        OnServersAsync(c, w, c.Servers.Where(s => s.IntegrationId == id && !s.IsSeen), EndReason.ServerGone, Actor.System, clock, at, cancel);

    /// <summary>Makes the grants that approved requests lack, so that they never begin, and ends every one that is not ending. The servers concerned become due.</summary>
    private static async Task OnServersAsync(
        JitSshContext c, Db.Writing w, IQueryable<Server> servers, EndReason reason, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        await MissingGrants.AddAsync(c, w, r => servers.Any(s => s.Id == r.ServerId), clock, at, cancel);
        await c.SaveChangesAsync(cancel);
        await EndAsync(c, w, c.Grants.Where(g => servers.Any(s => s.Id == g.ServerId)), reason, by, at, cancel);
    }

    /// <summary>
    /// Cancels what a person waits for or asked for others, ends what they have, and removes their tokens. It is decided here and not left to the next contact with each server: a server that does not answer
    /// now must not find the person activated again and go on.
    /// </summary>
    public static async Task OfPersonAsync(JitSshContext c, Db.Writing w, Person person, Actor by, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        RequestTransitions.Demand(RequestState.Pending, RequestState.Cancelled);
        foreach (var id in await c.Requests.Where(r => (r.RequesterId == person.Id || r.AskedById == person.Id) && r.State == RequestState.Pending).Select(r => r.Id).ToListAsync(cancel))
        {
            await c.Requests.Where(r => r.Id == id && r.State == RequestState.Pending)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RequestState.Cancelled).SetProperty(x => x.DecidedAt, at), cancel);
            await RequestStore.EndStepsAsync(c, id, at, cancel);
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

        var due = open.Select(g => g.ServerId).Distinct().ToList();
        if (due.Count > 0)
        {
            await c.Servers.Where(s => due.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReconcileAt, at), cancel);
            w.Tell(ChangeOf.Work);
        }
    }
}
