using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Secrets.Vault;

/// <summary>Vault's refusals as sentences that a person can act on. Its own words come from the network and are quoted short.</summary>
internal static class VaultProblem
{
    public static bool IsExpected(Exception exception, CancellationToken cancel) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancel.IsCancellationRequested);

    public static SecretProblem OfNetwork(Exception exception, Uri address)
    {
        var causes = Causes.Of(exception).ToList();
        if (causes.OfType<AuthenticationException>().Any())
        {
            return new(SecretProblemKind.Tls, $"The TLS certificate of {address.Authority} is not trusted where the connector runs, or is for another name. Add the CA that signed it to that machine (or name a bundle in SSL_CERT_FILE).");
        }

        return causes.OfType<SocketException>().FirstOrDefault() switch
        {
            { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
                new(SecretProblemKind.Unreachable, $"The name {address.Host} cannot be resolved where the connector runs. Check Vault's address, and that machine's DNS."),
            { SocketErrorCode: SocketError.ConnectionRefused } => new(SecretProblemKind.Unreachable, $"Nothing listens at {address.Authority}. Check Vault's address and port, and that Vault runs."),
            { } socket => new(SecretProblemKind.Unreachable, $"{address.Authority} cannot be reached from the connector ({socket.SocketErrorCode}). Check firewall and proxy of the machine it runs on."),
            null => new(SecretProblemKind.Unreachable, $"{address.Authority} does not answer as a Vault does, or not in time. Check its address, and that it speaks TLS there."),
        };
    }

    public static SecretProblem OfSignIn(VaultAnswer answer, VaultSecretRef secret, string mount)
    {
        if (Common(answer, secret) is { } common)
        {
            return common;
        }

        var host = secret.Address.Authority;
        if (answer.Status == 404 || answer.Errors.Contains("no handler for route", StringComparison.Ordinal))
        {
            return new(SecretProblemKind.NoStore, $"{host} has no auth method at auth/{mount}{In(secret)}. Check its mount (vault auth list).");
        }

        return secret.SignIn == VaultSignIn.AppRole
            ? new(SecretProblemKind.SignIn, $"{host} does not accept the role id and the secret id at auth/{mount}. Check both; a secret id may have expired or been used up (vault write -f auth/{mount}/role/<role>/secret-id).{Said(answer)}")
            : new(SecretProblemKind.SignIn, $"{host} does not accept the connector's service account for the role {SafeText.Quote(secret.Role!)} at auth/{mount}. Check that the role exists and names this service account and its namespace.{Said(answer)}");
    }

    public static SecretProblem OfReading(VaultAnswer answer, VaultSecretRef secret)
    {
        if (Common(answer, secret) is { } common)
        {
            return common;
        }

        var (host, path) = (secret.Address.Authority, secret.Engine == 2 ? $"{secret.Mount}/data/{secret.Path}" : $"{secret.Mount}/{secret.Path}");
        switch (answer.Status)
        {
            case 403:
                return new(SecretProblemKind.Forbidden, $"{host} does not let this identity read {path}{In(secret)}. Its policy needs: path \"{path}\" {{ capabilities = [\"read\"] }}");
            case 404 when answer.Errors.Contains("no handler for route", StringComparison.Ordinal):
                return new(SecretProblemKind.NoStore, $"{host} has no secrets engine at {secret.Mount}{In(secret)}. Check the mount (vault secrets list).");
            case 404 when answer.Errors.Contains("invalid path for a versioned", StringComparison.Ordinal):
                return new(SecretProblemKind.NoStore, $"The engine at {secret.Mount} is a key-value engine of version 2. Choose version 2.");
            case 404 when Metadata(answer) is { } metadata:
                return Gone(metadata, secret, host);
            case 404:
                return new(SecretProblemKind.NotFound, $"{host} has no secret {secret.Mount}/{secret.Path}{(secret.Version is { } v ? $" in version {v}" : "")}{In(secret)}. Check the path{(secret.Engine == 2 ? "; if the engine is version 1, choose that" : "")}.");
            default:
                return new(SecretProblemKind.Busy, $"{host} failed to give {path} ({answer.Status}).{Said(answer)}");
        }
    }

    private static SecretProblem? Common(VaultAnswer answer, VaultSecretRef secret)
    {
        var host = secret.Address.Authority;
        return answer.Status switch
        {
            503 when answer.Errors.Contains("sealed", StringComparison.Ordinal) => new(SecretProblemKind.Sealed, $"The Vault at {host} is sealed. Somebody who holds its unseal keys unseals it (vault operator unseal); JitSsh tries again by itself."),
            >= 300 and < 400 => new(SecretProblemKind.NotAllowed, $"{host} sends elsewhere{(answer.Location is { } to ? $", to {SafeText.Quote(to)}" : "")}. Redirections are not followed, so that the token goes nowhere else: give the address that it leads to."),
            429 => new(SecretProblemKind.Busy, $"{host} answers too many requests and asks to wait. JitSsh tries again."),
            >= 500 => new(SecretProblemKind.Busy, $"The Vault at {host} failed to answer ({answer.Status}).{Said(answer)} JitSsh tries again by itself."),
            _ => null,
        };
    }

    private static SecretProblem Gone(JsonElement metadata, VaultSecretRef secret, string host)
    {
        var version = metadata.TryGetProperty("version", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetRawText() : "?";
        if (metadata.TryGetProperty("destroyed", out var destroyed) && destroyed.ValueKind == JsonValueKind.True)
        {
            return new(SecretProblemKind.Deleted, $"Version {version} of {secret.Mount}/{secret.Path} in {host} was destroyed. Write a new one (vault kv put), or name another version.");
        }

        var on = metadata.TryGetProperty("deletion_time", out var deletion) && deletion.TryGetDateTimeOffset(out var at) ? $" on {at:yyyy-MM-dd}" : "";
        return new(SecretProblemKind.Deleted, $"Version {version} of {secret.Mount}/{secret.Path} in {host} was deleted{on}. Bring it back (vault kv undelete -mount={secret.Mount} -versions={version} {secret.Path}), or write a new one.");
    }

    private static JsonElement? Metadata(VaultAnswer answer) =>
        answer.Find("data") is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : null;

    private static string In(VaultSecretRef secret) => secret.Namespace is { } name ? $" in the namespace {name}" : "";

    private static string Said(VaultAnswer answer) => answer.Errors.Length > 0 ? $" It says {SafeText.Quote(answer.Errors)}." : "";
}
