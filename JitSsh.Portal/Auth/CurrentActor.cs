using System.Security.Claims;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JitSsh.Portal.Auth;

/// <summary>Who is signed in, as the actor that every operation of the Core asks for.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, LoadActor load)
{
    private bool isSent;

    /// <summary>The actor as they are now, read anew at each call; null when nobody is signed in or the person is not active any more.</summary>
    public async Task<Actor?> GetAsync() => IdOf((await authentication.GetAuthenticationStateAsync()).User) is { } id ? await load.RunAsync(id) : null;

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
