using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.People;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>Checks an id token as OpenID Connect Core 3.1.3.7 asks: signature, issuer, audience, authorised party, times and nonce.</summary>
internal sealed class IdTokenCheck(ProviderDescriptions descriptions, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>Only what is signed by a private key: never "none", and never a secret that others may know.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    /// <summary>The token, when it is good.</summary>
    /// <exception cref="OpenIdException">It is not.</exception>
    public async Task<JsonWebToken> RunAsync(SignInProvider provider, string idToken, string nonce, CancellationToken cancel)
    {
        var result = await ValidateAsync(provider, idToken, await descriptions.GetAsync(provider, cancel));
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            // The provider may have changed its keys.
            result = await ValidateAsync(provider, idToken, await descriptions.GetNewAsync(provider, cancel));
        }

        if (!result.IsValid)
        {
            throw OpenIdException.NotGenuine(provider.Name, $"The id token is not good: {result.Exception?.GetType().Name}");
        }

        var token = (JsonWebToken)result.SecurityToken;
        var problem = token.GetClaimOrEmpty("nonce") is var said && !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(said), Encoding.UTF8.GetBytes(nonce)) ? "its nonce is another attempt's"
            : token.Subject is not { Length: > 0 and <= 255 } ? "it has no subject, or one longer than 255 characters"
            : token.GetClaimOrEmpty("azp") is { Length: > 0 } azp && azp != provider.ClientId ? "it was issued to another client (azp)"
            : token.Audiences.Skip(1).Any() && token.GetClaimOrEmpty("azp").Length == 0 ? "it has several audiences and no azp"
            : null;
        return problem is null ? token : throw OpenIdException.NotGenuine(provider.Name, $"The id token is not good: {problem}.");
    }

    private Task<TokenValidationResult> ValidateAsync(SignInProvider provider, string idToken, OpenIdConnectConfiguration description) => handler.ValidateTokenAsync(idToken, new()
    {
        ValidIssuer = description.Issuer,
        ValidAudience = provider.ClientId,
        IssuerSigningKeys = description.SigningKeys,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (from, until, _, _) => until is { } end && end + Skew > clock.GetUtcNow().UtcDateTime && (from is not { } start || start - Skew <= clock.GetUtcNow().UtcDateTime),
    });
}

/// <summary>Claims that may be missing.</summary>
internal static class TokenClaims
{
    public static string GetClaimOrEmpty(this JsonWebToken token, string name) => token.TryGetPayloadValue<string>(name, out var value) ? value ?? "" : "";
}
