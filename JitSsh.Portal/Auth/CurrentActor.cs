using System.Security.Claims;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components.Authorization;

namespace JitSsh.Portal.Auth;

/// <summary>Who is signed in, as the actor that every operation of the Core asks for.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, LoadActor load)
{
    /// <summary>The actor as they are now, read anew at each call; null when nobody is signed in or the person is not active any more.</summary>
    public async Task<Actor?> GetAsync() => IdOf((await authentication.GetAuthenticationStateAsync()).User) is { } id ? await load.RunAsync(id) : null;

    /// <summary>The person a principal stands for; null when it stands for none.</summary>
    public static PersonId? IdOf(ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated == true && TypedId.TryParse<PersonId>(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
