using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class RequestHabitStore(Db db) : IRequestHabitStore
{
    public Task<IReadOnlyList<DelegationRow>> DelegationsAsync(PersonId person, DateTimeOffset now, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<DelegationRow>>(async c => await (
        from d in c.Delegations
        where (d.PersonId == person || d.DelegateId == person) && d.Until > now
        join p in c.People on d.PersonId equals p.Id
        join o in c.People on d.DelegateId equals o.Id
        orderby d.From
        select new DelegationRow(d, p.Name, o.Name)).ToListAsync(cancel), cancel);

    public Task<IReadOnlyList<Delegation>> InForceAsync(DateTimeOffset at, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Delegation>>(
        async c => await c.Delegations.Where(d => d.From <= at && d.Until > at).ToListAsync(cancel), cancel);

    public Task<PersonId?> FindActiveAsync(string email, CancellationToken cancel) => db.ReadAsync(async c =>
        (await c.People.FirstOrDefaultAsync(p => p.IsActive && p.Email == email.ToLowerInvariant(), cancel))?.Id, cancel);

    public Task<bool> AddDelegationAsync(Delegation delegation, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Delegations.AnyAsync(d => d.PersonId == delegation.PersonId && d.From < delegation.Until && d.Until > delegation.From, cancel))
        {
            return w.Abandon(false);
        }

        c.Delegations.Add(delegation);
        w.Audit(audit);
        Tell(w, delegation.PersonId, delegation.DelegateId);
        return true;
    }, cancel);

    public Task<bool> EndDelegationAsync(PersonId person, DelegationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Delegations.FirstOrDefaultAsync(d => d.Id == id && d.PersonId == person && d.Until > at, cancel) is not { } found)
        {
            return w.Abandon(false);
        }

        // What has not begun leaves no time in which anybody decided in their place.
        _ = found.From >= at
            ? await c.Delegations.Where(d => d.Id == id).ExecuteDeleteAsync(cancel)
            : await c.Delegations.Where(d => d.Id == id).ExecuteUpdateAsync(d => d.SetProperty(x => x.Until, at), cancel);
        w.Audit(audit);
        Tell(w, person, found.DelegateId);
        return true;
    }, cancel);

    public Task<IReadOnlyList<Favourite>> FavouritesOfAsync(PersonId person, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Favourite>>(
        async c => await c.Favourites.Where(f => f.PersonId == person).OrderBy(f => f.Name).ToListAsync(cancel), cancel);

    public Task<bool> SaveFavouriteAsync(Favourite favourite, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await c.Favourites.Where(f => f.PersonId == favourite.PersonId && f.Name == favourite.Name).ExecuteDeleteAsync(cancel);
        if (await c.Favourites.CountAsync(f => f.PersonId == favourite.PersonId, cancel) >= Favourite.Most)
        {
            return w.Abandon(false);
        }

        c.Favourites.Add(favourite);
        w.Audit(audit);
        return true;
    }, cancel);

    public Task<bool> RemoveFavouriteAsync(PersonId person, FavouriteId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        return await c.Favourites.Where(f => f.Id == id && f.PersonId == person).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    /// <summary>What waits for either may be something else now.</summary>
    private static void Tell(Db.Writing w, PersonId person, PersonId other)
    {
        w.Tell(ChangeOf.People, person.Value);
        w.Tell(ChangeOf.People, other.Value);
    }
}
