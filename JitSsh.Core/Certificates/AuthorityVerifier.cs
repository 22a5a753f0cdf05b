using JitSsh.Core.SshKeys;
using System.Security.Cryptography;

namespace JitSsh.Core.Certificates;

/// <summary>How a certificate that is read looks at its signature.</summary>
/// <param name="authority">The CA's key in the certificate.</param>
/// <param name="signed">What was signed.</param>
/// <param name="signature">The signature blob.</param>
internal delegate bool SignatureCheck(ReadOnlySpan<byte> authority, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);

/// <summary>Verifies signatures of one CA with ECDSA P-256. Importing its key costs more than a signature, so it is done once.</summary>
internal sealed class AuthorityVerifier : IDisposable
{
    private readonly Lock gate = new();
    private readonly byte[] keyBlob;
    private readonly ECDsa key;

    private AuthorityVerifier(byte[] keyBlob, ECDsa key) => (this.keyBlob, this.key) = (keyBlob, key);

    /// <summary>Null: not an ECDSA P-256 key.</summary>
    public static AuthorityVerifier? Of(ReadOnlySpan<byte> keyBlob)
    {
        var reader = new SshWireReader(keyBlob);
        return reader.TryReadString(out var type) && type.SequenceEqual("ecdsa-sha2-nistp256"u8)
            && reader.TryReadString(out var curve) && curve.SequenceEqual("nistp256"u8)
            && reader.TryReadString(out var point) && reader.AtEnd
            && NistCurve.P256.TryImport(point, default, out var key)
            ? new(keyBlob.ToArray(), key)
            : null;
    }

    /// <summary>Whether the CA that the certificate names signed it.</summary>
    public static bool IsSigned(ReadOnlySpan<byte> authority, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        using var verifier = Of(authority);
        return verifier is not null && verifier.IsSignedByIt(authority, signed, signature);
    }

    /// <summary>Whether there is a signature at all: its form is right. It is not verified.</summary>
    public static bool HasForm(ReadOnlySpan<byte> authority, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        EcdsaSignatureBlob.TryDecode(signature, out _);

    /// <summary>Whether this CA signed it.</summary>
    public bool IsSignedByIt(ReadOnlySpan<byte> authority, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (!authority.SequenceEqual(keyBlob) || !EcdsaSignatureBlob.TryDecode(signature, out var fixedForm))
        {
            return false;
        }

        // .NET does not promise that one ECDsa can be used by several threads.
        lock (gate)
        {
            return key.VerifyData(signed, fixedForm, HashAlgorithmName.SHA256);
        }
    }

    public void Dispose() => key.Dispose();
}
