using JitSsh.Core.SshKeys;
using System.Security.Cryptography;

namespace JitSsh.Core.Certificates;

/// <summary>Signs with a CA key in this process (ECDSA P-256, SHA-256). Disposing it ends its copy of the key.</summary>
public sealed class EcdsaCertificateSigner : ICertificateSigner, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ECDsa _key;
    private readonly byte[] _publicKeyBlob;

    internal EcdsaCertificateSigner(ECDsa key, byte[] publicKeyBlob) => (_key, _publicKeyBlob) = (key, publicKeyBlob);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> PublicKeyBlob => _publicKeyBlob;

    /// <summary>
    /// Verifying costs as much as three signatures. A key in this process can become neither another key nor be out of reach,
    /// and sshd verifies each signature itself (docs/adr/0008).
    /// </summary>
    public int VerifyOneIn => 64;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Span<byte> signature = stackalloc byte[EcdsaSignatureBlob.FixedLength];

        // .NET does not promise that one ECDsa can be used by several threads; a signature takes some tens of microseconds.
        lock (_lock)
        {
            _key.SignData(data.Span, signature, HashAlgorithmName.SHA256);
        }

        return ValueTask.FromResult<ReadOnlyMemory<byte>>(EcdsaSignatureBlob.Encode(signature));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>The CA's fingerprint; never the key.</summary>
    public override string ToString() => $"CA {SshPublicKey.FingerprintOf(_publicKeyBlob)}";
}
