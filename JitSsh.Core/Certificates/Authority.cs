using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace JitSsh.Core.Certificates;

/// <summary>The CA: makes its key at the first use, keeps it encrypted at rest, and signs with it.</summary>
public sealed class Authority(ICertificateStore store, IDataProtectionProvider protection, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private CertificateAuthorityKey? key;

    /// <summary>Type and base64 of the public key, as it stands in trust lines.</summary>
    public async Task<string> PublicKeyLineAsync(CancellationToken cancel) => (await KeyAsync(cancel)).PublicKeyLine;

    /// <summary>A signer; the caller disposes it.</summary>
    public async Task<EcdsaCertificateSigner> CreateSignerAsync(CancellationToken cancel) => (await KeyAsync(cancel)).CreateSigner();

    /// <inheritdoc/>
    public void Dispose()
    {
        key?.Dispose();
        gate.Dispose();
    }

    private async Task<CertificateAuthorityKey> KeyAsync(CancellationToken cancel)
    {
        if (key is { } there)
        {
            return there;
        }

        await gate.WaitAsync(cancel);
        try
        {
            return key ??= Open(await store.FindAuthorityAsync(cancel) ?? await MakeAsync(cancel));
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<AuthorityRow> MakeAsync(CancellationToken cancel)
    {
        using var made = CertificateAuthorityKey.Create();
        var pkcs8 = made.ExportPkcs8();
        try
        {
            return await store.AddAuthorityAsync(new() { PublicKeyLine = made.PublicKeyLine, Protected = Protector.Protect(pkcs8), MadeAt = clock.GetUtcNow() }, cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private CertificateAuthorityKey Open(AuthorityRow row)
    {
        var pkcs8 = Protector.Unprotect(row.Protected);
        try
        {
            var read = CertificateAuthorityKey.Import(pkcs8);
            return read.IsValid && read.Value.PublicKeyLine == row.PublicKeyLine
                ? read.Value
                : throw new CryptographicException($"The CA key in the database cannot be used. {read.Problem}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private IDataProtector Protector => protection.CreateProtector("JitSsh.CertificateAuthority.v1");
}
