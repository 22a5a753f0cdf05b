using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>
/// Sign-in with a company's provider: authorization code with PKCE. Each provider's answers come to an address of its own and name their issuer where it can, so that a code of one is never sent to another.
/// </summary>
internal sealed partial class CompanySignInEndpoints(
    IOptions<SignInSettings> settings, IOptions<PortalLink> portal, ProviderDescriptions descriptions, SignInAttempts attempts, SignInProblem problem, RedeemCode redeem, IdTokenCheck check, ReadIdentity read,
    SignInWithCompany signInWithCompany, ILogger<CompanySignInEndpoints> log)
{
    /// <summary>Where a sign-in begins. A link, not a form: a form's answer may not lead to another site where the page's policy forbids that, and nothing is changed here.</summary>
    public static string StartOf(SignInProvider provider, string? returnUrl) =>
        $"{SignInPath.Page}/with/{provider.Slug}{(SignInPath.Local(returnUrl) is var path && path == "/" ? "" : $"?returnUrl={Uri.EscapeDataString(path)}")}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(SignInPath.Page + "/with/{provider}", (HttpContext http, string provider, string? returnUrl, CompanySignInEndpoints endpoints) => endpoints.StartAsync(http, provider, returnUrl)).WithMetadata(new AllowAnonymousAttribute());
        routes.MapGet(SignInPath.Page + "/from/{provider}", (HttpContext http, string provider, CompanySignInEndpoints endpoints, SignInManager<SignInAccount> signIn) => endpoints.FinishAsync(http, provider, signIn)).WithMetadata(new AllowAnonymousAttribute());
    }

    private async Task<IResult> StartAsync(HttpContext http, string slug, string? returnUrl)
    {
        if (Find(slug) is not { } provider)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        try
        {
            var description = await descriptions.GetAsync(provider, http.RequestAborted);
            var path = $"{SignInPath.Page}/from/{provider.Slug}";
            var redirectUri = portal.Value.To(path) ?? $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}{path}";
            var attempt = attempts.Begin(http, provider.Slug, redirectUri, returnUrl);
            return Results.Redirect(QueryHelpers.AddQueryString(description.AuthorizationEndpoint, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["response_type"] = "code",
                ["client_id"] = provider.ClientId,
                ["redirect_uri"] = redirectUri,
                ["scope"] = provider.Scopes,
                ["state"] = attempt.State,
                ["nonce"] = attempt.Nonce,
                ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.Verifier))),
                ["code_challenge_method"] = "S256",
            }));
        }
        catch (OpenIdException e)
        {
            return Failed(http, provider, e, SignInPath.Local(returnUrl));
        }
    }

    private async Task<IResult> FinishAsync(HttpContext http, string slug, SignInManager<SignInAccount> signIn)
    {
        if (Find(slug) is not { } provider)
        {
            return Results.NotFound();
        }

        http.Response.Headers.CacheControl = "no-store";
        var returnUrl = "/";
        try
        {
            var attempt = attempts.Take(http, http.Request.Query["state"].SingleOrNull()) ?? throw OpenIdException.NoAttempt(provider.Name, "There is no such attempt in this browser, or it is over.");
            returnUrl = attempt.ReturnUrl;
            var person = await RecogniseAsync(http, provider, attempt);
            if (await signIn.UserManager.FindByIdAsync(person.ToString()) is not { } account || !await signIn.CanSignInAsync(account))
            {
                throw new OpenIdException("Your account in JitSsh was deactivated. Ask an admin of JitSsh.", "The person was deactivated meanwhile.");
            }

            await signIn.SignInAsync(account, isPersistent: false, provider.Slug);
            return Results.LocalRedirect(returnUrl);
        }
        catch (OpenIdException e)
        {
            return Failed(http, provider, e, returnUrl);
        }
    }

    private async Task<PersonId> RecogniseAsync(HttpContext http, SignInProvider provider, SignInAttempt attempt)
    {
        var (query, cancel) = (http.Request.Query, http.RequestAborted);

        // Before anything of the answer is used (RFC 9700, 4.4.2): a code goes only to the provider that was asked.
        if (attempt.Provider != provider.Slug)
        {
            throw OpenIdException.NotGenuine(provider.Name, $"The attempt was begun with {attempt.Provider}.");
        }

        var description = await descriptions.GetAsync(provider, cancel);
        if (IssuerProblem(description, query["iss"].SingleOrNull()) is { } mixedUp)
        {
            throw OpenIdException.NotGenuine(provider.Name, mixedUp);
        }

        if (query["error"].SingleOrNull() is { } error)
        {
            throw new OpenIdException(
                error == "access_denied" ? $"{provider.Name} did not let you go on, or you chose not to." : $"{provider.Name} refused to sign you in. Try again; if it stays like this, ask an admin to look at the portal's log.",
                $"The provider answered with the error {(error.Length <= 60 && error.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? error : "(not legible)")}.");
        }

        if (query["code"].SingleOrNull() is not { Length: > 0 and < 4096 } code)
        {
            throw OpenIdException.NotGenuine(provider.Name, "The answer holds no code.");
        }

        var tokens = await redeem.RunAsync(provider, description, attempt, code, cancel);
        var token = await check.RunAsync(provider, tokens.IdToken, attempt.Nonce, cancel);
        var outcome = await signInWithCompany.RunAsync(Actor.System, await read.RunAsync(provider, description, token, tokens.AccessToken, cancel), cancel);
        return outcome.IsDone ? outcome.Value : throw new OpenIdException(outcome.Sentence, $"Not let in: {outcome.Sentence}");
    }

    /// <summary>RFC 9207: an answer that names its issuer names the one that was asked, and one whose provider says that it does so has to.</summary>
    private static string? IssuerProblem(OpenIdConnectConfiguration description, string? issuer) =>
        issuer is not null ? (issuer == description.Issuer ? null : "The answer is another issuer's.")
        : description.AuthorizationResponseIssParameterSupported ? "The answer does not name its issuer."
        : null;

    private SignInProvider? Find(string slug) => settings.Value.Providers.FirstOrDefault(p => p.Slug == slug);

    private IResult Failed(HttpContext http, SignInProvider provider, OpenIdException e, string returnUrl)
    {
        LogFailed(provider.Name, e.Message);
        problem.Keep(http, e.Sentence);
        return Results.LocalRedirect(returnUrl == "/" ? SignInPath.Page : $"{SignInPath.Page}?returnUrl={Uri.EscapeDataString(returnUrl)}");
    }

    [LoggerMessage(400, LogLevel.Warning, "Sign-in with {Provider} failed: {Reason}")]
    private partial void LogFailed(string provider, string reason);
}

/// <summary>Parameters that may be there once.</summary>
internal static class QueryValues
{
    public static string? SingleOrNull(this Microsoft.Extensions.Primitives.StringValues values) => values.Count == 1 ? values[0] : null;
}
