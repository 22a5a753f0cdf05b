using System.Text;
using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using JitSsh.Core.Entra;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Secrets.KeyVault;

/// <summary>Azure Key Vault, through its SDK.</summary>
internal sealed class KeyVaultSecretStore(IOptions<SecretOptions> options, AzureConnectionOptions connection) : ISecretStore
{
    public string Name => KeyVaultSecretRef.StoreName;

    public async Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel)
    {
        var secret = (KeyVaultSecretRef)reference;
        if (NotTrusted(secret) is { } sentence)
        {
            return SecretReading.Failed(SecretProblemKind.NotAllowed, sentence);
        }

        SecretClient? client = null;
        try
        {
            client = Open(secret, signIn);
            var answer = await client.GetSecretAsync(secret.Name, secret.Version, cancel);
            var properties = answer.Value.Properties;
            return SecretReading.Of(Encoding.UTF8.GetBytes(answer.Value.Value ?? ""), properties.Version, properties.CreatedOn);
        }
        catch (Exception e) when (KeyVaultProblem.IsExpected(e))
        {
            var problem = KeyVaultProblem.From(e, secret);
            return problem.Kind == SecretProblemKind.NotFound && client is not null && await DeletedOnAsync(client, secret, cancel) is { } deleted
                ? SecretReading.Failed(SecretProblemKind.Deleted, deleted)
                : SecretReading.Failed(problem.Kind, problem.Sentence);
        }
    }

    private SecretClient Open(KeyVaultSecretRef secret, string? signIn)
    {
        var set = new SecretClientOptions
        {
            // The SDK compares the vault's address with the audience it is asked to get a token for. In the clouds that it knows this stays on; a custom cloud has other names.
            DisableChallengeResourceVerification = secret.Identity.Cloud == AzureCloud.Custom,
            RetryPolicy = new BoundedRetryPolicy(connection),
        };
        set.Retry.NetworkTimeout = options.Value.Timeout;
        set.Diagnostics.ApplicationId = "JitSsh";
        if (connection.Transport is not null)
        {
            set.Transport = connection.Transport;
        }

        TokenCredential credential = EntraCredential.Build(secret.Identity, signIn, connection);
        return new SecretClient(secret.Vault, credential, set);
    }

    /// <summary>A deleted secret answers as if it had never been; the vault tells, where the identity may list deleted ones.</summary>
    private static async Task<string?> DeletedOnAsync(SecretClient client, KeyVaultSecretRef secret, CancellationToken cancel)
    {
        try
        {
            var deleted = (await client.GetDeletedSecretAsync(secret.Name, cancel)).Value;
            return $"The secret {secret.Name} of {secret.Vault.Host} was deleted on {deleted.DeletedOn:yyyy-MM-dd}. Recover it (az keyvault secret recover --vault-name {secret.Vault.Host.Split('.')[0]} --name {secret.Name})"
                + (deleted.ScheduledPurgeDate is { } purge ? $" before {purge:yyyy-MM-dd}, when it is gone for good." : ".");
        }
        catch (Exception e) when (KeyVaultProblem.IsExpected(e))
        {
            return null;
        }
    }

    /// <summary>In a custom cloud nothing proves that the address is a vault: what the connector itself has, such as its managed identity's token, goes only where its operator says.</summary>
    private string? NotTrusted(KeyVaultSecretRef secret) => secret.Identity.Cloud != AzureCloud.Custom ? null
        : secret is { Identity.NeedsSecret: true, SignInWith: null or LocalSecretRef } ? null
        : !options.Value.Trusts(secret.Vault) ? SecretOptions.NotTrusted("What signs in to the vault", secret.Vault.GetLeftPart(UriPartial.Authority))
        : secret.Identity.NeedsSecret && !options.Value.Trusts(secret.Identity.AuthorityHost) ? SecretOptions.NotTrusted("What signs in to the vault", secret.Identity.AuthorityHost!.GetLeftPart(UriPartial.Authority))
        : null;
}
