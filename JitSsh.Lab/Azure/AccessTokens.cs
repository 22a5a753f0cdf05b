using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>Makes and checks Entra's access tokens: JWTs signed with RS256, version 1.0, as ARM gets them.</summary>
internal sealed class AccessTokens(Guid tenantId, Guid objectId, TimeSpan lifetime, TimeProvider time) : IDisposable
{
    private readonly RSA key = RSA.Create(2048);

    public string KeyId { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(20));

    /// <summary>The public key, for the keys document.</summary>
    public (string Modulus, string Exponent) PublicKey
    {
        get
        {
            var parameters = key.ExportParameters(false);
            return (Base64Url.EncodeToString(parameters.Modulus), Base64Url.EncodeToString(parameters.Exponent));
        }
    }

    public string Issue(Guid clientId, string audience, string? managedIdentity = null)
    {
        var now = time.GetUtcNow();
        var header = new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["x5t"] = KeyId, ["kid"] = KeyId };
        var claims = new JsonObject
        {
            ["aud"] = audience,
            ["iss"] = $"https://sts.windows.net/{tenantId}/",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
            ["appid"] = clientId.ToString(),
            ["appidacr"] = "1",
            ["idp"] = $"https://sts.windows.net/{tenantId}/",
            ["idtyp"] = "app",
            ["oid"] = objectId.ToString(),
            ["sub"] = objectId.ToString(),
            ["tid"] = tenantId.ToString(),
            ["uti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            ["ver"] = "1.0",
        };
        if (managedIdentity is not null)
        {
            claims["xms_mirid"] = managedIdentity;
        }

        var text = $"{Encode(header)}.{Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>What ARM says against the token; null if nothing.</summary>
    public (string Code, string Message)? Check(string token, string audience)
    {
        var parts = token.Split('.');
        try
        {
            if (parts.Length != 3 || !key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            {
                return ("InvalidAuthenticationToken", "The access token is invalid.");
            }
        }
        catch (FormatException)
        {
            return ("InvalidAuthenticationToken", "The access token is invalid.");
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        if (!string.Equals(claims.RootElement.GetProperty("aud").GetString()?.TrimEnd('/'), audience.TrimEnd('/'), StringComparison.Ordinal))
        {
            return ("InvalidAuthenticationTokenAudience", "The access token has been obtained for wrong audience or resource.");
        }

        var (end, now) = (DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("exp").GetInt64()), time.GetUtcNow());
        return end > now
            ? null
            : ("ExpiredAuthenticationToken", $"The access token expiry UTC time '{end:M/d/yyyy h:mm:ss tt}' is earlier than current UTC time '{now:M/d/yyyy h:mm:ss tt}'.");
    }

    public void Dispose() => key.Dispose();

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
