using System.Collections.Concurrent;
using JitSsh.Core.People;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>
/// What each provider says of itself (its addresses and keys, by discovery), read anew twice a day, or when a token names a key that is not among them. Not the package's own
/// manager: that fetches new keys behind the request that needs them, which then fails.
/// </summary>
internal sealed class ProviderDescriptions(ProviderHttp http, TimeProvider clock)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(12);

    /// <summary>So often at most for an unknown key: anybody can send a token that names one.</summary>
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (OpenIdConnectConfiguration Description, DateTimeOffset At)> known = new(StringComparer.Ordinal);

    /// <summary>The description as it is known.</summary>
    /// <exception cref="OpenIdException">It cannot be read, or is another issuer's.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(SignInProvider provider, CancellationToken cancel) =>
        known.TryGetValue(provider.Issuer, out var has) && clock.GetUtcNow() - has.At < GoodFor ? has.Description : await ReadAsync(provider, cancel);

    /// <summary>The description read anew, unless that was done just now.</summary>
    public async Task<OpenIdConnectConfiguration> GetNewAsync(SignInProvider provider, CancellationToken cancel) =>
        known.TryGetValue(provider.Issuer, out var has) && clock.GetUtcNow() - has.At < AtMostEvery ? has.Description : await ReadAsync(provider, cancel);

    private async Task<OpenIdConnectConfiguration> ReadAsync(SignInProvider provider, CancellationToken cancel)
    {
        OpenIdConnectConfiguration description;
        try
        {
            description = await OpenIdConnectConfigurationRetriever.GetAsync($"{provider.Issuer.TrimEnd('/')}/.well-known/openid-configuration", http, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw OpenIdException.Unreachable(provider.Name, $"The description of {provider.Issuer} cannot be read: {e.Message}");
        }

        // OpenID Connect Discovery 4.3: or one provider could speak for another.
        if (description.Issuer != provider.Issuer)
        {
            throw OpenIdException.NotGenuine(provider.Name, $"{provider.Issuer} describes itself as the issuer {description.Issuer}. JitSsh:SignIn:Providers has to name it exactly so.");
        }

        if (string.IsNullOrEmpty(description.AuthorizationEndpoint) || string.IsNullOrEmpty(description.TokenEndpoint) || description.SigningKeys.Count == 0)
        {
            throw OpenIdException.NotGenuine(provider.Name, $"{provider.Issuer} does not say where to sign in, where to get tokens, or by which keys they are signed.");
        }

        known[provider.Issuer] = (description, clock.GetUtcNow());
        return description;
    }
}
