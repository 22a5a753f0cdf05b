using JitSsh.Core.SshKeys;
using System.Security.Cryptography;

namespace JitSsh.Core.Certificates;

/// <summary>
/// The CA's own key: ECDSA P-256, which FIPS systems accept and Azure Key Vault can hold. To be stored it is exported, and whoever
/// stores it encrypts it.
/// </summary>
public sealed class CertificateAuthorityKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly byte[] _publicKeyBlob;

    private CertificateAuthorityKey(ECDsa key, byte[] publicKeyBlob) => (_key, _publicKeyBlob) = (key, publicKeyBlob);

    /// <summary>The public half in the SSH wire format.</summary>
    public ReadOnlyMemory<byte> PublicKeyBlob => _publicKeyBlob;

    /// <summary>The public half as it stands in a trust line: <c>ecdsa-sha2-nistp256 AAAA…</c>, without a comment.</summary>
    public string PublicKeyLine => $"{NistCurve.P256.KeyType} {Convert.ToBase64String(_publicKeyBlob)}";

    /// <summary>As <c>ssh-keygen -l</c> shows it: <c>SHA256:</c> and base64 without padding.</summary>
    public string Fingerprint => SshPublicKey.FingerprintOf(_publicKeyBlob);

    /// <summary>A new random key.</summary>
    public static CertificateAuthorityKey Create()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateAuthorityKey(key, NistCurve.PublicBlobOf(key)!);
    }

    /// <summary>Reads what <see cref="ExportPkcs8"/> wrote.</summary>
    /// <param name="pkcs8">DER (RFC 5208), not encrypted. It is not kept; the caller may overwrite it.</param>
    /// <returns>The key, or a sentence: not PKCS#8, something behind it, or not ECDSA P-256.</returns>
    public static Checked<CertificateAuthorityKey> Import(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read == pkcs8.Length && key.KeySize == NistCurve.P256.Bits && NistCurve.PublicBlobOf(key) is { } blob
                && blob.AsSpan().IndexOf("nistp256"u8) >= 0)
            {
                return Checked<CertificateAuthorityKey>.Of(new CertificateAuthorityKey(key, blob));
            }
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            // This is how .NET answers "no such key" and "no such curve".
        }

        key.Dispose();
        return Checked<CertificateAuthorityKey>.Refused("The CA key cannot be read: it must be an ECDSA P-256 key as PKCS#8, without a passphrase.");
    }

    /// <summary>The private key as PKCS#8 DER, not encrypted. The caller encrypts it, and overwrites these bytes.</summary>
    public byte[] ExportPkcs8() => _key.ExportPkcs8PrivateKey();

    /// <summary>A signer with a copy of the key of its own; the caller disposes it.</summary>
    public EcdsaCertificateSigner CreateSigner() =>
        new(ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)), _publicKeyBlob);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>The fingerprint; never the key.</summary>
    public override string ToString() => $"CA {Fingerprint}";
}
