using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.People;

/// <summary>The browsers in which people are signed in: begun, seen, listed and ended.</summary>
public sealed class Sessions(ISessionStore sessions, TimeProvider clock)
{
    /// <summary>So much has to be new before it is written when a session was last used.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(5);

    /// <summary>Begins one, for somebody who has just signed in.</summary>
    /// <param name="person">Who.</param>
    /// <param name="address">The network address; empty when it is not known.</param>
    /// <param name="userAgent">What the browser says of itself.</param>
    /// <param name="way">How, as the list shows it.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<SessionId> BeginAsync(PersonId person, string address, string? userAgent, string way, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var session = new Session { Id = TypedId.New<SessionId>(clock), PersonId = person, BeganAt = now, LastSeenAt = now, Address = address, Browser = BrowserName.Of(userAgent), Way = way };
        await sessions.AddAsync(session, cancel);
        return session.Id;
    }

    /// <summary>True while it is this person's and not over. Whoever acts is asked this at each operation.</summary>
    public async Task<bool> IsOpenAsync(SessionId id, PersonId person, CancellationToken cancel = default) => await sessions.FindAsync(id, cancel) is { } session && session.PersonId == person;

    /// <summary>The same, and notes that it is in use.</summary>
    public async Task<bool> SeeAsync(SessionId id, PersonId person, CancellationToken cancel = default)
    {
        if (await sessions.FindAsync(id, cancel) is not { } session || session.PersonId != person)
        {
            return false;
        }

        if (clock.GetUtcNow() - session.LastSeenAt >= Grain)
        {
            await sessions.TouchAsync(id, clock.GetUtcNow(), cancel);
        }

        return true;
    }

    /// <summary>Ends the session of somebody who signs out of it.</summary>
    public Task LeaveAsync(SessionId id, PersonId person, CancellationToken cancel = default) => sessions.EndAsync(person, id, null, cancel);

    /// <summary>The actor's own sessions, last seen first.</summary>
    public async Task<IReadOnlyList<Session>> ListAsync(Actor actor, CancellationToken cancel = default) => actor.Id is { } person ? await sessions.OfAsync(person, cancel) : [];

    /// <summary>Signs the actor out in one of their browsers, at once, on its open pages too. NotFound when it is not theirs or is over.</summary>
    public async Task<Outcome<Nothing>> EndAsync(Actor actor, SessionId id, CancellationToken cancel = default) =>
        actor.Id is { } person && await sessions.FindAsync(id, cancel) is { } session
            && await sessions.EndAsync(person, id, Audited.Session(actor, clock.GetUtcNow(), person, "ended", $"{actor.Name} signed out another browser: {session.Browser}, {session.Address}"), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    /// <summary>Signs the actor out everywhere else, at once, on open pages too.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="but">The session that stays; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<Nothing>> EndOthersAsync(Actor actor, SessionId? but, CancellationToken cancel = default)
    {
        if (actor.Id is not { } person)
        {
            return Refusal.NotFound;
        }

        await sessions.EndOthersAsync(
            person, but, count => Audited.Session(actor, clock.GetUtcNow(), person, "ended-all", $"{actor.Name} signed out {count} {(but is null ? "" : "other ")}{(count == 1 ? "browser" : "browsers")}"), cancel);
        return Nothing.AtAll;
    }
}
