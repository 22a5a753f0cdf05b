using System.Security.Cryptography;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.DataProtection;

namespace JitSsh.Core.Secrets.Local;

/// <summary>The secret store that comes with the portal: encrypted at rest with Data Protection, each secret bound to its own name, so that rows cannot be swapped in the database.</summary>
public sealed class LocalSecretStore(ILocalSecrets rows, IDataProtectionProvider protection, TimeProvider clock) : ISecretStore
{
    /// <inheritdoc/>
    public string Name => LocalSecretRef.StoreName;

    /// <inheritdoc/>
    public async Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel)
    {
        var row = await rows.FindAsync(((LocalSecretRef)reference).Name, cancel);
        if (row is null)
        {
            return SecretReading.Failed(SecretProblemKind.NotFound, $"The secret {reference} is not in the portal's own store. Edit the integration and give it again.");
        }

        try
        {
            return SecretReading.Of(Protector(row.Name).Unprotect(row.Protected), changedAt: row.ChangedAt);
        }
        catch (CryptographicException)
        {
            return SecretReading.Failed(SecretProblemKind.Value, $"The secret {reference} cannot be decrypted: the keys in the data directory are not those it was stored with. Restore them from the same backup as the database, or give the secret again.");
        }
    }

    /// <summary>Stores or replaces a secret. There is no way to read it back but <see cref="ReadAsync"/>, which only the connector calls.</summary>
    public async Task<Outcome<SecretRef>> WriteAsync(Actor actor, string name, byte[] value, CancellationToken cancel)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        await rows.PutAsync(new() { Name = name, Protected = Protector(name).Protect(value), ChangedAt = now }, Audited.Secret(actor, now, name, "stored"), cancel);
        return new LocalSecretRef(name);
    }

    private IDataProtector Protector(string name) => protection.CreateProtector("JitSsh.LocalSecret.v1", name);
}
