using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.DataProtection;

namespace JitSsh.Core.Secrets.Local;

/// <summary>The secret store that comes with the portal: encrypted at rest with Data Protection, each secret bound to its own name, so that rows cannot be swapped in the database.</summary>
public sealed class LocalSecretStore(ILocalSecrets rows, IDataProtectionProvider protection, TimeProvider clock) : ISecretStore
{
    /// <inheritdoc/>
    public string Name => SecretRef.Local;

    /// <inheritdoc/>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The row cannot be decrypted with the keys at hand.</exception>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancel)
    {
        var row = await rows.FindAsync(name, cancel);
        return row is null ? null : Protector(name).Unprotect(row.Protected);
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
        return new SecretRef(SecretRef.Local, name);
    }

    private IDataProtector Protector(string name) => protection.CreateProtector("JitSsh.LocalSecret.v1", name);
}
