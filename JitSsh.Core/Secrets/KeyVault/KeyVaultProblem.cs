using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Azure;
using Azure.Identity;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Secrets.KeyVault;

/// <summary>What the SDK threw, as a sentence that a person can act on. Codes: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes.</summary>
internal static class KeyVaultProblem
{
    public static bool IsExpected(Exception exception) =>
        exception is RequestFailedException or AuthenticationFailedException or AggregateException or HttpRequestException or IOException or JsonException
        || (exception is OperationCanceledException && Causes.Of(exception).OfType<TimeoutException>().Any());

    public static SecretProblem From(Exception exception, KeyVaultSecretRef secret)
    {
        var causes = Causes.Of(exception).ToList();
        var host = secret.Vault.Host;
        if (causes.OfType<AuthenticationException>().Any())
        {
            return new(SecretProblemKind.Tls, $"The TLS certificate of {host} is not trusted where the connector runs. If a proxy opens TLS in this network, or the cloud is your own, add its CA to that machine (or name a bundle in SSL_CERT_FILE).");
        }

        if (!causes.OfType<RequestFailedException>().Any(f => f.Status != 0) && causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return socket.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
                ? new(SecretProblemKind.Unreachable, $"The name {host} cannot be resolved where the connector runs: there is no vault of this name, or its private DNS zone is not linked to the connector's network.")
                : new(SecretProblemKind.Unreachable, $"{host} cannot be reached from the connector ({socket.SocketErrorCode}). Check firewall and proxy of the machine it runs on.");
        }

        if (causes.OfType<AuthenticationFailedException>().FirstOrDefault() is { } signIn)
        {
            return new(SecretProblemKind.SignIn, $"Signing in to read {host}: {SignInProblem.From(signIn).Sentence}");
        }

        return causes.OfType<RequestFailedException>().FirstOrDefault(f => f.Status != 0) is { } failed
            ? OfAnswer(failed, secret, host)
            : new(SecretProblemKind.Unreachable, $"{host} does not answer as a Key Vault does ({SignInProblem.FirstLine(exception.Message).TrimEnd('.')}). Check the vault's address, firewall and proxy.");
    }

    private static SecretProblem OfAnswer(RequestFailedException failed, KeyVaultSecretRef secret, string host)
    {
        var version = secret.Version is null ? "" : $" (version {secret.Version})";
        switch (failed.Status)
        {
            case 404:
                return new(SecretProblemKind.NotFound, $"{host} has no secret {secret.Name}{version}. Check the name{(secret.Version is null ? "" : " and the version")}; if it was deleted, recover it in the vault.");
            case 401:
                return new(SecretProblemKind.SignIn, $"{host} does not accept the identity's token. The vault belongs to another tenant, or this machine's clock is wrong.");
            case 403 when Inner(failed) == "SecretDisabled" || failed.Message.Contains("disabled secret", StringComparison.OrdinalIgnoreCase):
                return new(SecretProblemKind.Disabled, $"{(secret.Version is null ? "The latest version" : $"The version {secret.Version}")} of the secret {secret.Name} in {host} is disabled. Enable it in the vault, or name another version.");
            case 403 when Inner(failed) is "ForbiddenByFirewall" or "ForbiddenByConnection":
                return new(SecretProblemKind.Forbidden, $"The firewall of {host} does not let the connector's address in. Allow its network at the vault (Networking), or use a private endpoint.");
            case 403:
                return new(SecretProblemKind.Forbidden, $"The identity may not read the secret {secret.Name} of {host}. Give it the role Key Vault Secrets User on the vault or the secret (permission Microsoft.KeyVault/vaults/secrets/getSecret/action), or, in a vault with access policies, the secret permission Get. A role that was just given takes some minutes.");
            case 429:
                return new(SecretProblemKind.Busy, $"{host} answers too many requests and asks to wait. JitSsh tries again.");
            case >= 500:
                return new(SecretProblemKind.Busy, $"{host} failed to answer ({failed.Status} {failed.ErrorCode}). JitSsh tries again; if it stays, see https://azure.status.microsoft.");
            default:
                return new(SecretProblemKind.NotFound, $"{host} refuses to give the secret {secret.Name}{version} ({failed.Status} {failed.ErrorCode}). Check the name and the version.");
        }
    }

    private static string? Inner(RequestFailedException failed)
    {
        try
        {
            using var json = JsonDocument.Parse(failed.GetRawResponse()?.Content ?? BinaryData.FromString("{}"));
            return json.RootElement.GetProperty("error").GetProperty("innererror").GetProperty("code").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
