using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Authentication;

namespace JitSsh.Portal.Api;

/// <summary>Personal access tokens. The first one is had for an e-mail address and a password.</summary>
internal static class TokensApi
{
    private static readonly TimeSpan LifeByDefault = TimeSpan.FromDays(30);

    public static void MapTokens(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        tokens.MapPost("/", PostAsync).AllowAnonymous().RequireRateLimiting(ApiLimits.SignIn).Refuses(401, 422, 429)
            .WithSummary("Makes a token of yours, for an e-mail address and password in the body or for the token you come with. Its text is shown this once.");
        tokens.MapGet("/", ListAsync).WithSummary("Lists your tokens, without their text, which nobody has.");
        tokens.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revokes one of your tokens.").Refuses(404);
    }

    private static async Task<Answer<NewTokenView>> PostAsync(
        TokenBody body, HttpContext http, SignInWithPassword signIn, LoadActor loadActor, AccessTokens tokens, TimeProvider clock, CancellationToken cancel)
    {
        var life = body.LifeSeconds is { } seconds ? Seconds.Read(seconds) : LifeByDefault;
        if (body is { Email: null, Password: null } && await CallerOfAsync(http) is { } caller)
        {
            return Shown(await tokens.CreateAsync(caller.Actor, body.Name, life, caller.Token, cancel));
        }

        var (account, sentence) = await signIn.RecogniseAsync(body.Email, body.Password, http.Connection.RemoteIpAddress);
        if (account is not null && (sentence = await signIn.CheckCodeAsync(account, body.Code, http.Connection.RemoteIpAddress)) is not null)
        {
            account = null;
        }

        return account is not null && await loadActor.RunAsync(new(account.Id), cancel) is { } actor
            ? Shown(await tokens.CreateAsync(actor, body.Name, life, null, cancel))
            : new(sentence == SignInWithPassword.TooOften ? ApiLimits.TooOften(sentence) : ProblemAnswer.NotSignedIn(sentence ?? SignInWithPassword.Refused));

        Answer<NewTokenView> Shown(Outcome<string> outcome) => outcome.Show(text => new NewTokenView(text, clock.GetUtcNow() + life));
    }

    private static async Task<Answer<IReadOnlyList<TokenView>>> ListAsync(Caller caller, AccessTokens tokens, CancellationToken cancel) =>
        new(TypedResults.Ok((await tokens.ListAsync(caller.Actor, cancel)).Select(TokenView.Of)));

    private static async Task<Done> RevokeAsync(Caller caller, AccessTokenId id, AccessTokens tokens, CancellationToken cancel) =>
        (await tokens.RevokeAsync(caller.Actor, id, cancel)).Done();

    /// <summary>An address that takes anonymous calls is not signed in by itself.</summary>
    private static async Task<Caller?> CallerOfAsync(HttpContext http) =>
        (await http.AuthenticateAsync(BearerTokens.Name)).Succeeded ? http.Features.Get<Caller>() : null;
}

/// <summary>A token to make.</summary>
internal sealed record TokenBody
{
    /// <summary>What to call it, for example the machine it is for.</summary>
    public required string Name { get; init; }

    /// <summary>How long it works, in seconds; 30 days when left out.</summary>
    public long? LifeSeconds { get; init; }

    /// <summary>Your e-mail address, unless you come with a token.</summary>
    public string? Email { get; init; }

    /// <summary>Your password, unless you come with a token.</summary>
    public string? Password { get; init; }

    /// <summary>A code of your second factor, or a recovery code, if your account has one.</summary>
    public string? Code { get; init; }
}

/// <summary>A token that was made.</summary>
/// <param name="Token">Its text, shown this once.</param>
/// <param name="ExpiresAt">When it stops working.</param>
internal sealed record NewTokenView(string Token, DateTimeOffset ExpiresAt);

/// <summary>A token of yours.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">What you call it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working.</param>
/// <param name="LastUsedAt">When it was last used, to the minute.</param>
internal sealed record TokenView(AccessTokenId Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt)
{
    public static TokenView Of(AccessToken token) => new(token.Id, token.Name, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
}
