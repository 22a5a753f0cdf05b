using System.Security.Claims;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JitSsh.Portal.Auth;

/// <summary>Identity's sign-in, for active people only: a deactivated person cannot sign in, and their cookie is refused at its next check.</summary>
internal sealed class ActivePeopleSignIn(
    UserManager<SignInAccount> accounts,
    IHttpContextAccessor http,
    IUserClaimsPrincipalFactory<SignInAccount> claims,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<SignInAccount>> logger,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<SignInAccount> confirmation,
    IOptions<SignInSettings> settings,
    LoadActor load,
    Sessions sessions,
    NoteSignIn note)
    : SignInManager<SignInAccount>(accounts, http, claims, options, logger, schemes, confirmation)
{
    /// <summary>A claim of sign-ins with a second factor.</summary>
    public const string FactorClaim = "jitssh:second-factor";

    /// <inheritdoc/>
    public override async Task<bool> CanSignInAsync(SignInAccount user) => await load.RunAsync(new(user.Id), CancellationToken.None) is not null && await base.CanSignInAsync(user);

    /// <inheritdoc/>
    public override async Task<SignInResult> CheckPasswordSignInAsync(SignInAccount user, string password, bool lockoutOnFailure)
    {
        // Every way to use a password comes through here: the page, the API's first token, and the change of a password.
        if (!settings.Value.AllowsPassword(user.Email))
        {
            return SignInResult.NotAllowed;
        }

        var result = await base.CheckPasswordSignInAsync(user, password, lockoutOnFailure);
        await note.RunAsync(new(user.Id), result.Succeeded, CancellationToken.None);
        return result;
    }

    /// <inheritdoc/>
    public override async Task<SignInAccount?> ValidateSecurityStampAsync(ClaimsPrincipal? principal) =>
        await base.ValidateSecurityStampAsync(principal) is { } account && IsWayOpen(principal!, account)
            && CurrentActor.SessionOf(principal!) is { } session && await sessions.SeeAsync(session, new(account.Id), CancellationToken.None) && await CanSignInAsync(account) ? account : null;

    /// <inheritdoc/>
    public override async Task SignInWithClaimsAsync(SignInAccount user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        // Every way to sign in comes through here. What this browser was in before is over.
        await LeaveAsync();
        var claims = additionalClaims.ToList();
        var way = claims.Find(c => c.Type == ClaimTypes.AuthenticationMethod)?.Value is { } slug ? settings.Value.Providers.FirstOrDefault(p => p.Slug == slug)?.Name ?? slug
            : claims.Exists(c => c.Type == FactorClaim) ? "Password and second factor"
            : "Password";
        var session = await sessions.BeginAsync(new(user.Id), Context.Connection.RemoteIpAddress?.ToString() ?? "", Context.Request.Headers.UserAgent, way, Context.RequestAborted);
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. claims, new(CurrentActor.SessionClaim, session.ToString())]);
    }

    /// <inheritdoc/>
    public override async Task SignOutAsync()
    {
        await LeaveAsync();
        await base.SignOutAsync();
    }

    private async Task LeaveAsync()
    {
        if (CurrentActor.IdOf(Context.User) is { } person && CurrentActor.SessionOf(Context.User) is { } session)
        {
            await sessions.LeaveAsync(session, person, CancellationToken.None);
        }
    }

    /// <summary>A session ends with the way by which it began: the provider that is not set up any more, or the password that is not asked for any more.</summary>
    private bool IsWayOpen(ClaimsPrincipal principal, SignInAccount account) => principal.FindFirstValue(ClaimTypes.AuthenticationMethod) is { } slug
        ? settings.Value.Providers.Any(p => p.Slug == slug)
        : settings.Value.AllowsPassword(account.Email);
}
