using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class SessionStore(Db db, TimeProvider clock) : ISessionStore
{
    private DateTimeOffset Oldest => clock.GetUtcNow() - Session.LongestRest;

    public Task<Session?> FindAsync(SessionId id, CancellationToken cancel)
    {
        var oldest = Oldest;
        return db.ReadAsync(c => c.Sessions.FirstOrDefaultAsync(s => s.Id == id && s.LastSeenAt > oldest, cancel), cancel);
    }

    public Task<IReadOnlyList<Session>> OfAsync(PersonId person, CancellationToken cancel)
    {
        var oldest = Oldest;
        return db.ReadAsync<IReadOnlyList<Session>>(
            async c => await c.Sessions.Where(s => s.PersonId == person && s.LastSeenAt > oldest).OrderByDescending(s => s.LastSeenAt).ThenByDescending(s => s.BeganAt).ThenBy(s => s.Id).ToListAsync(cancel), cancel);
    }

    public Task AddAsync(Session session, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var oldest = Oldest;
        await c.Sessions.Where(s => s.PersonId == session.PersonId && s.LastSeenAt <= oldest).ExecuteDeleteAsync(cancel);
        c.Sessions.Add(session);
        w.Tell(ChangeOf.People, session.PersonId.Value);
        return true;
    }, cancel);

    public Task TouchAsync(SessionId id, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(
        (c, _) => c.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, at), cancel), cancel);

    public Task<bool> EndAsync(PersonId person, SessionId id, AuditEvent? audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Value);
        return await c.Sessions.Where(s => s.Id == id && s.PersonId == person).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<int> EndOthersAsync(PersonId person, SessionId? but, Func<int, AuditEvent> audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var oldest = Oldest;
        var stays = but ?? default;
        var others = c.Sessions.Where(s => s.PersonId == person && s.Id != stays);
        var count = await others.CountAsync(s => s.LastSeenAt > oldest, cancel);
        await others.ExecuteDeleteAsync(cancel);
        if (count > 0)
        {
            w.Audit(audit(count));
            w.Tell(ChangeOf.People, person.Value);
        }

        return count;
    }, cancel);

    /// <summary>Ends all of a person within somebody else's writing: of a deactivation, or a changed password.</summary>
    public static async Task EndAllAsync(JitSshContext c, Db.Writing w, PersonId person, CancellationToken cancel)
    {
        await c.Sessions.Where(s => s.PersonId == person).ExecuteDeleteAsync(cancel);
        w.Tell(ChangeOf.People, person.Value);
    }
}
