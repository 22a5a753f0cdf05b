using System.Buffers.Text;
using System.Text.Json;
using Azure.Core;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>Who a token says that we are. It is not verified: it came from Entra over TLS, and it is only shown. Claims: https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference.</summary>
internal static class AzureIdentity
{
    /// <summary>A sentence; null if the token is none that can be read.</summary>
    public static string? Describe(AccessToken token)
    {
        var parts = token.Token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            return claims.RootElement.ValueKind == JsonValueKind.Object ? Sentence(claims.RootElement) : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string Sentence(JsonElement claims)
    {
        var person = Text(claims, "upn") ?? Text(claims, "unique_name") ?? Text(claims, "preferred_username");
        var application = Text(claims, "appid") ?? Text(claims, "azp");
        var managed = Text(claims, "xms_mirid") is { } resource ? resource[(resource.LastIndexOf('/') + 1)..] : null;
        var who = person is not null ? person
            : managed is not null ? $"managed identity {managed}, client id {application}"
            : Text(claims, "app_displayname") is { } name ? $"application {name}, client id {application}"
            : $"application {application}";
        return $"Signed in as {who} (object id {Text(claims, "oid") ?? "unknown"}) of tenant {Text(claims, "tid") ?? "unknown"}.";
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? AzureProblem.FirstLine(text)
            : null;
}
