using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JitSsh.Core.Secrets.Vault;

/// <summary>Signs in with AppRole or Kubernetes, and keeps the token in memory for most of its life: each sign-in leaves a token in Vault.</summary>
internal sealed class VaultSignIns(VaultClient client, SecretOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> kept = new(StringComparer.Ordinal);

    /// <summary>A token and whether it was kept from before, or why there is none.</summary>
    public async Task<(string? Token, bool IsKept, SecretProblem? Problem)> TokenAsync(VaultSecretRef secret, string? signIn, CancellationToken cancel)
    {
        if (secret.SignIn == VaultSignIn.Token)
        {
            return signIn!.Any(c => c is <= ' ' or > '~') ? (null, false, new(SecretProblemKind.SignIn, "The token holds characters that no Vault token has. Give the token alone, as vault token create prints it.")) : (signIn, false, null);
        }

        var key = Key(secret, signIn);
        if (kept.TryGetValue(key, out var known) && known.Until > clock.GetUtcNow())
        {
            return (known.Token, true, null);
        }

        var mount = (secret.SignInMount ?? (secret.SignIn == VaultSignIn.AppRole ? "approle" : "kubernetes")).Trim('/');
        JsonObject body;
        if (secret.SignIn == VaultSignIn.AppRole)
        {
            body = new() { ["role_id"] = secret.Role!.Trim(), ["secret_id"] = signIn };
        }
        else
        {
            string account;
            try
            {
                account = (await System.IO.File.ReadAllTextAsync(options.KubernetesTokenPath, cancel)).Trim();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return (null, false, new(SecretProblemKind.SignIn, $"The connector has no service account token at {options.KubernetesTokenPath}: Kubernetes sign-in works in a pod whose service account token is mounted. Choose another way to sign in, or mount it."));
            }

            body = new() { ["role"] = secret.Role!.Trim(), ["jwt"] = account };
        }

        using var answer = await client.SendAsync(HttpMethod.Post, secret, $"auth/{mount}/login", "", null, body, cancel);
        if (answer.Status != 200 || answer.Find("auth") is not { ValueKind: JsonValueKind.Object } auth || !auth.TryGetProperty("client_token", out var token) || token.GetString() is not { Length: > 0 } text)
        {
            return (null, false, VaultProblem.OfSignIn(answer, secret, mount));
        }

        var life = auth.TryGetProperty("lease_duration", out var lease) && lease.TryGetInt64(out var seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86400)) : TimeSpan.Zero;
        kept[key] = (text, clock.GetUtcNow() + (life * 0.6));
        return (text, false, null);
    }

    public void Forget(VaultSecretRef secret, string? signIn) => kept.TryRemove(Key(secret, signIn), out _);

    private static string Key(VaultSecretRef secret, string? signIn) =>
        string.Join('\n', secret.Address.GetLeftPart(UriPartial.Authority), secret.Namespace, secret.SignIn, secret.SignInMount, secret.Role, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(signIn ?? ""))));
}
