using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Requests;

/// <summary>What people keep around their requests: who decides in their place, and what they ask for often.</summary>
public interface IRequestHabitStore
{
    /// <summary>The delegations of a person and to them that are not over, the next first.</summary>
    Task<IReadOnlyList<DelegationRow>> DelegationsAsync(PersonId person, DateTimeOffset now, CancellationToken cancel);

    /// <summary>All delegations in force at a moment.</summary>
    Task<IReadOnlyList<Delegation>> InForceAsync(DateTimeOffset at, CancellationToken cancel);

    /// <summary>The active person with this e-mail address; null when there is none.</summary>
    Task<PersonId?> FindActiveAsync(string email, CancellationToken cancel);

    /// <summary>Adds a delegation; false when the person has another in that time.</summary>
    Task<bool> AddDelegationAsync(Delegation delegation, AuditEvent audit, CancellationToken cancel);

    /// <summary>Ends a delegation of this person now, or takes back one that has not begun; false when there is none.</summary>
    Task<bool> EndDelegationAsync(PersonId person, DelegationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel);

    /// <summary>A person's favourites, by name.</summary>
    Task<IReadOnlyList<Favourite>> FavouritesOfAsync(PersonId person, CancellationToken cancel);

    /// <summary>Saves a favourite, in place of one of the same name; false when the person has too many.</summary>
    Task<bool> SaveFavouriteAsync(Favourite favourite, AuditEvent audit, CancellationToken cancel);

    /// <summary>Removes a person's favourite; false when there is none.</summary>
    Task<bool> RemoveFavouriteAsync(PersonId person, FavouriteId id, AuditEvent audit, CancellationToken cancel);
}
