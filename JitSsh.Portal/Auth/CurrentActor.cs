using System.Security.Claims;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JitSsh.Portal.Auth;

/// <summary>Who is signed in, as the actor that every operation of the Core asks for.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, LoadActor load, Sessions sessions)
{
    private bool isSent;

    /// <summary>The claim that names the session.</summary>
    internal const string SessionClaim = "jitssh:session";

    /// <summary>The actor as they are now, read anew at each call; null when nobody is signed in, the session was ended, or the person is not active any more.</summary>
    public async Task<Actor?> GetAsync() => await OfAsync((await authentication.GetAuthenticationStateAsync()).User, load, sessions);

    /// <summary>The session that this browser is in; null when there is none.</summary>
    public async Task<SessionId?> SessionAsync() => SessionOf((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>The actor that a principal stands for now; null when there is none any more.</summary>
    internal static async Task<Actor?> OfAsync(ClaimsPrincipal user, LoadActor load, Sessions sessions) =>
        IdOf(user) is { } id && SessionOf(user) is { } session && await sessions.IsOpenAsync(session, id) ? await load.RunAsync(id) : null;

    /// <summary>The session that a principal is in; null when it is in none.</summary>
    internal static SessionId? SessionOf(ClaimsPrincipal user) => TypedId.TryParse<SessionId>(user.FindFirstValue(SessionClaim), out var id) ? id : null;

    /// <summary>The person a principal stands for; null when it stands for none.</summary>
    public static PersonId? IdOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && TypedId.TryParse<PersonId>(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>Leaves for the sign-in page, once, however many parts of the page notice that nobody is signed in: a second navigation would break off the first.</summary>
    internal void SendToSignIn(NavigationManager navigation)
    {
        if (!isSent)
        {
            isSent = true;
            navigation.NavigateTo(SignInPath.ComingBackTo(navigation), forceLoad: true);
        }
    }
}
