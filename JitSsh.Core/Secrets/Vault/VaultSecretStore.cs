using System.Text.Json;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Secrets.Vault;

/// <summary>
/// HashiCorp Vault's (and OpenBao's) key-value engines, versions 1 and 2, over their documented HTTP (https://developer.hashicorp.com/vault/api-docs). Redirections are
/// not followed: the token goes to the address that was given and nowhere else.
/// </summary>
internal sealed class VaultSecretStore : ISecretStore, IDisposable
{
    private readonly SecretOptions options;
    private readonly VaultClient client;
    private readonly VaultSignIns signIns;

    public VaultSecretStore(IOptions<SecretOptions> options, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        this.options = options.Value;
        client = new VaultClient(handler, this.options.Timeout);
        signIns = new VaultSignIns(client, this.options, clock);
    }

    public string Name => VaultSecretRef.StoreName;

    public async Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel)
    {
        var secret = (VaultSecretRef)reference;
        if (NotAllowed(secret) is { } sentence)
        {
            return SecretReading.Failed(SecretProblemKind.NotAllowed, sentence);
        }

        try
        {
            var (token, isKept, problem) = await signIns.TokenAsync(secret, signIn, cancel);
            if (token is null)
            {
                return SecretReading.Failed(problem!.Kind, problem.Sentence);
            }

            using var answer = await GetAsync(secret, token, cancel);
            if (answer.Status == 403 && isKept)
            {
                // A token that was kept may have been revoked in the meantime: one more try with a new one.
                signIns.Forget(secret, signIn);
                return await ReadAsync(reference, signIn, cancel);
            }

            return answer.Status == 200 ? Read(answer, secret)
                : answer.Status == 403 && secret.SignIn == VaultSignIn.Token && !await IsTokenGoodAsync(secret, token, cancel)
                    ? SecretReading.Failed(SecretProblemKind.SignIn, $"{secret.Address.Authority} does not accept the token: it is wrong, has expired or was revoked. Give another one (vault token create -policy=... -period=...).")
                : Failed(VaultProblem.OfReading(answer, secret));
        }
        catch (Exception e) when (VaultProblem.IsExpected(e, cancel))
        {
            return Failed(VaultProblem.OfNetwork(e, secret.Address));
        }
    }

    public void Dispose() => client.Dispose();

    private Task<VaultAnswer> GetAsync(VaultSecretRef secret, string token, CancellationToken cancel)
    {
        var path = secret.Engine == 2 ? $"{secret.Mount}/data/{secret.Path}" : $"{secret.Mount}/{secret.Path}";
        return client.SendAsync(HttpMethod.Get, secret, path, secret.Version is { } version ? $"version={version}" : "", token, null, cancel);
    }

    /// <summary>Vault answers "permission denied" both to a token that may not and to one that is none.</summary>
    private async Task<bool> IsTokenGoodAsync(VaultSecretRef secret, string token, CancellationToken cancel)
    {
        using var self = await client.SendAsync(HttpMethod.Get, secret, "auth/token/lookup-self", "", token, null, cancel);
        return self.Status == 200;
    }

    private static SecretReading Read(VaultAnswer answer, VaultSecretRef secret)
    {
        if (answer.Find("data") is not { ValueKind: JsonValueKind.Object } data)
        {
            return SecretReading.Failed(SecretProblemKind.Value, $"{secret.Address.Authority} does not answer as a Vault does. Check its address.");
        }

        if (secret.Engine == 1)
        {
            return SecretReading.Of(JsonSerializer.SerializeToUtf8Bytes(data));
        }

        if (!data.TryGetProperty("data", out var fields) || fields.ValueKind != JsonValueKind.Object || !data.TryGetProperty("metadata", out var metadata) || metadata.ValueKind != JsonValueKind.Object)
        {
            return SecretReading.Failed(SecretProblemKind.Value, $"{secret.Mount} of {secret.Address.Authority} does not answer as a key-value engine of version 2 does. Is it version 1?");
        }

        return SecretReading.Of(
            JsonSerializer.SerializeToUtf8Bytes(fields),
            metadata.TryGetProperty("version", out var version) && version.ValueKind == JsonValueKind.Number ? version.GetRawText() : null,
            metadata.TryGetProperty("created_time", out var created) && created.TryGetDateTimeOffset(out var at) ? at : null);
    }

    private string? NotAllowed(VaultSecretRef secret)
    {
        var address = secret.Address.GetLeftPart(UriPartial.Authority);
        if (secret.Address.Scheme != Uri.UriSchemeHttps && !(options.AllowHttpToThisMachine && secret.Address.IsLoopback))
        {
            return "Vault is read over https:// only: the token and the key would cross the network for everybody to read. (http:// to an agent on the connector's own machine can be allowed there: JitSsh:Secrets:AllowHttpToThisMachine.)";
        }

        return secret.SignIn != VaultSignIn.Kubernetes && secret.SignInWith is null or LocalSecretRef ? null
            : options.Trusts(secret.Address) ? null
            : SecretOptions.NotTrusted(secret.SignIn == VaultSignIn.Kubernetes ? "The service account's token" : "What signs in to the Vault", address);
    }

    private static SecretReading Failed(SecretProblem problem) => SecretReading.Failed(problem.Kind, problem.Sentence);
}
