using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JitSsh.Core.People;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace JitSsh.Portal.Auth.OpenId;

/// <summary>The tokens that a code was good for. They are used in this sign-in and kept nowhere.</summary>
/// <param name="IdToken">Who signed in; not checked yet.</param>
/// <param name="AccessToken">To ask the provider for more about them; null when it gave none.</param>
internal sealed record ProviderTokens(string IdToken, string? AccessToken);

/// <summary>Redeems a code at the provider that issued it, with the client's secret and the attempt's verifier.</summary>
internal sealed class RedeemCode(ProviderHttp http)
{
    public async Task<ProviderTokens> RunAsync(SignInProvider provider, OpenIdConnectConfiguration description, SignInAttempt attempt, string code, CancellationToken cancel)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = attempt.RedirectUri,
            ["code_verifier"] = attempt.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, description.TokenEndpoint);
        var secret = await SecretAsync(provider, cancel);
        var methods = description.TokenEndpointAuthMethodsSupported;
        if (methods.Count == 0 || methods.Contains("client_secret_basic", StringComparer.Ordinal))
        {
            // RFC 6749, 2.3.1: both are encoded as in a form first.
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Encoded(provider.ClientId)}:{Encoded(secret)}")));
        }
        else
        {
            (form["client_id"], form["client_secret"]) = (provider.ClientId, secret);
        }

        request.Content = new FormUrlEncodedContent(form);
        var answer = await http.SendAsync(provider.Name, request, cancel);
        return TextOf(answer, "id_token") is { } token
            ? new(token, TextOf(answer, "access_token"))
            : throw OpenIdException.NotGenuine(provider.Name, "The answer to the code holds no id_token.");
    }

    private static async Task<string> SecretAsync(SignInProvider provider, CancellationToken cancel)
    {
        try
        {
            return await provider.ReadSecretAsync(cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OpenIdException.Unreachable(provider.Name, $"The client secret cannot be read: {e.Message}");
        }
    }

    private static string Encoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string? TextOf(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
