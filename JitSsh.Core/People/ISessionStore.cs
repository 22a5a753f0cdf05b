using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>What the store of sessions guarantees. One that was ended is over for every portal with the commit, and open pages of its person hear of it.</summary>
public interface ISessionStore
{
    /// <summary>One that is not over; or null.</summary>
    Task<Session?> FindAsync(SessionId id, CancellationToken cancel);

    /// <summary>Those of a person that are not over, last seen first.</summary>
    Task<IReadOnlyList<Session>> OfAsync(PersonId person, CancellationToken cancel);

    /// <summary>Adds one, and forgets those of the same person that are over.</summary>
    Task AddAsync(Session session, CancellationToken cancel);

    /// <summary>Notes that it was used.</summary>
    Task TouchAsync(SessionId id, DateTimeOffset at, CancellationToken cancel);

    /// <summary>Ends one of this person; false when there is none.</summary>
    Task<bool> EndAsync(PersonId person, SessionId id, AuditEvent? audit, CancellationToken cancel);

    /// <summary>Ends all of this person but one; how many they were. The event is written when there were any.</summary>
    Task<int> EndOthersAsync(PersonId person, SessionId? but, Func<int, AuditEvent> audit, CancellationToken cancel);
}
