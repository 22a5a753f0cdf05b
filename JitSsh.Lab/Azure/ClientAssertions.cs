using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>
/// Signed assertions in place of a client secret: made with the private key of a registered certificate, or by an issuer that the application trusts (a workload identity).
/// https://learn.microsoft.com/entra/identity-platform/certificate-credentials.
/// </summary>
internal sealed class ClientAssertions(SimulatedAzureOptions options) : IDisposable
{
    private const string Issuer = "https://kubernetes.lab.example";
    private const string Audience = "api://AzureADTokenExchange";
    private readonly RSA cluster = RSA.Create(2048);

    /// <summary>A token of the cluster, as it lies in the file that the workload identity webhook mounts.</summary>
    public string IssueWorkload(string subject)
    {
        var now = options.Time.GetUtcNow();
        var text = $"{Encode(new() { ["alg"] = "RS256", ["kid"] = "cluster" })}.{Encode(new()
        {
            ["iss"] = Issuer, ["aud"] = new JsonArray(Audience), ["sub"] = subject,
            ["iat"] = now.ToUnixTimeSeconds(), ["nbf"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
        })}";
        return $"{text}.{Base64Url.EncodeToString(cluster.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>What Entra says against the assertion; null if nothing.</summary>
    public (int Code, string Message)? Check(string assertion, string endpoint)
    {
        var parts = assertion.Split('.');
        if (parts.Length != 3)
        {
            return (50027, "JWT token is invalid or malformed.");
        }

        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var (text, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        if (Text(claims, "iss") == Issuer)
        {
            return CheckWorkload(claims, cluster.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        var padding = Text(header, "alg") == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        if (!options.ClientCertificates.Any(certificate => IsOf(header, certificate) && Verifies(certificate, text, signature, padding)))
        {
            return (700027, "The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found.]");
        }

        var now = options.Time.GetUtcNow().ToUnixTimeSeconds();
        return Text(claims, "aud") != endpoint ? (700023, $"Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .")
            : Text(claims, "iss") != options.ClientId.ToString() || Text(claims, "sub") != options.ClientId.ToString() ? (700021, "Client assertion application identifier doesn't match 'client_id' parameter.")
            : double.Parse(claims.RootElement.GetProperty("exp").ToString(), System.Globalization.CultureInfo.InvariantCulture) <= now ? (700024, "Client assertion is not within its valid time range.")
            : null;
    }

    public void Dispose() => cluster.Dispose();

    private (int Code, string Message)? CheckWorkload(JsonDocument claims, bool isSigned) =>
        !isSigned ? (50027, "JWT token is invalid or malformed.")
        : Text(claims, "sub") != options.WorkloadSubject ? (700213, $"No matching federated identity record found for presented assertion subject '{Text(claims, "sub")}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.")
        : claims.RootElement.GetProperty("aud")[0].GetString() != Audience ? (700212, "No matching federated identity record found for presented assertion audience.")
        : null;

    private static bool IsOf(JsonDocument header, X509Certificate2 certificate) =>
        Text(header, "x5t#S256") == Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256))
        || Text(header, "x5t") == Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA1));

    private static bool Verifies(X509Certificate2 certificate, byte[] text, byte[] signature, RSASignaturePadding padding)
    {
        using var key = certificate.GetRSAPublicKey();
        return key?.VerifyData(text, signature, HashAlgorithmName.SHA256, padding) == true;
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
