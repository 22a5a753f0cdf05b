using System.Security.Claims;
using System.Text.Encodings.Web;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace JitSsh.Portal.Api;

/// <summary>
/// Signs API calls in by personal access token. The cookie of the screens does not count here, so a page elsewhere cannot make a browser call the API.
/// The person is loaded anew at each call: one who was deactivated a second ago is nobody.
/// </summary>
internal sealed class BearerTokens(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokens tokens, LoadActor loadActor)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "AccessToken";

    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var text = header[Prefix.Length..].Trim();
        if (await tokens.RecogniseAsync(text, Context.RequestAborted) is not { } person
            || await loadActor.RunAsync(person, Context.RequestAborted) is not { } actor)
        {
            return AuthenticateResult.Fail("No such access token.");
        }

        Context.Features.Set(new Caller(actor, AccessTokens.IdOf(text)));
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, person.ToString()), new(ClaimTypes.Name, actor.Name)], Name);
        return AuthenticateResult.Success(new(new(identity), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return ProblemAnswer.NotSignedIn("Send an access token of yours: 'Authorization: Bearer jitssh_…'. POST /api/v1/tokens gives you one.").ExecuteAsync(Context);
    }
}

/// <summary>Who calls, as a parameter of a handler.</summary>
/// <param name="Actor">The actor, loaded for this call.</param>
/// <param name="Token">The token they came with.</param>
internal sealed record Caller(Actor Actor, AccessTokenId Token)
{
    /// <summary>Binds the parameter; a handler that is reached without a caller is a defect, and refused.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext http) =>
        ValueTask.FromResult(http.Features.Get<Caller>() ?? throw new InvalidOperationException("This address takes no anonymous calls, and nobody signed this one in."));
}
