using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Portal.Api;

/// <summary>The browsers in which one is signed in. Tokens are listed by themselves.</summary>
internal static class SessionsApi
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Sessions");
        sessions.MapGet("/", ListAsync).WithSummary("Lists the browsers in which you are signed in to the portal.");
        sessions.MapDelete("/", EndAllAsync).WithSummary("Signs you out of the portal in all browsers, at once; your tokens go on working.");
        sessions.MapDelete("/{id:guid}", EndAsync).WithSummary("Signs you out in one browser, at once.").Refuses(404);
    }

    private static async Task<Answer<IReadOnlyList<SessionView>>> ListAsync(Caller caller, Sessions sessions, CancellationToken cancel) =>
        new(TypedResults.Ok((await sessions.ListAsync(caller.Actor, cancel)).Select(SessionView.Of)));

    private static async Task<Done> EndAllAsync(Caller caller, Sessions sessions, CancellationToken cancel) => (await sessions.EndOthersAsync(caller.Actor, null, cancel)).Done();

    private static async Task<Done> EndAsync(Caller caller, SessionId id, Sessions sessions, CancellationToken cancel) => (await sessions.EndAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A browser in which you are signed in.</summary>
/// <param name="Id">The id.</param>
/// <param name="BeganAt">When you signed in.</param>
/// <param name="LastSeenAt">When it was last used, to some minutes.</param>
/// <param name="Address">The network address from which you signed in.</param>
/// <param name="Browser">The kind of browser and of system, as it says of itself.</param>
/// <param name="Way">How you signed in.</param>
internal sealed record SessionView(SessionId Id, DateTimeOffset BeganAt, DateTimeOffset LastSeenAt, string Address, string Browser, string Way)
{
    public static SessionView Of(Session session) => new(session.Id, session.BeganAt, session.LastSeenAt, session.Address, session.Browser, session.Way);
}
