using JitSsh.Core.SshKeys;
using System.Security.Cryptography;

namespace JitSsh.Core.Certificates;

/// <summary>
/// Writes a user certificate (PROTOCOL.certkeys, "New public key formats"). The signed part and the signature go into one
/// buffer: next to the signature itself, writing costs almost nothing.
/// </summary>
internal static class CertificateEncoder
{
    public const uint UserCertificate = 1;
    public const int NonceLength = 32;
    private const int UsualLength = 1024;

    /// <summary>The certificate as one line: type, base64, and the key id as comment; no line end.</summary>
    public static async ValueTask<string> EncodeAsync(CertificateSpec spec, ICertificateSigner signer, CancellationToken cancellationToken)
    {
        using var writer = WriteToBeSigned(spec, RandomNumberGenerator.GetBytes(NonceLength), signer.PublicKeyBlob.Span);
        var signature = await signer.SignAsync(writer.WrittenMemory, cancellationToken);
        writer.String(signature.Span);
        return string.Concat(spec.PublicKey.Kind.CertificateName, " ", Convert.ToBase64String(writer.Written), " " + spec.KeyId);
    }

    /// <summary>Everything that is signed, from the type up to and including the CA's key.</summary>
    /// <exception cref="ArgumentException">The spec did not go through <see cref="CertificatePolicy"/>: a mistake in the program.</exception>
    public static SshWireWriter WriteToBeSigned(CertificateSpec spec, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> caPublicKeyBlob)
    {
        // An empty list of principals is a certificate for everybody, so even this far down it is looked at again.
        if ((CertificatePolicy.KeyIdProblem(spec.KeyId) ?? CertificatePolicy.PrincipalsProblem(spec.Principals)) is { } problem)
        {
            throw new ArgumentException(problem, nameof(spec));
        }

        var key = new SshWireReader(spec.PublicKey.Blob.Span);
        key.TryReadString(out _);

        var writer = new SshWireWriter(UsualLength);
        writer.String(spec.PublicKey.Kind.CertificateName);
        writer.String(nonce);
        writer.Raw(key.Rest);
        writer.UInt64(spec.Serial);
        writer.UInt32(UserCertificate);
        writer.String(spec.KeyId);
        var principals = writer.Open();
        writer.String(spec.Principals[0]);
        writer.Close(principals);
        writer.UInt64(checked((ulong)spec.ValidAfter.ToUnixTimeSeconds()));
        writer.UInt64(checked((ulong)spec.ValidBefore.ToUnixTimeSeconds()));
        WriteOptions(writer, spec.CriticalOptions);
        WriteOptions(writer, spec.Extensions);
        writer.String(""u8);
        writer.String(caPublicKeyBlob);
        return writer;
    }

    /// <summary>Name and data of each; data that is not empty is itself a string inside the string.</summary>
    private static void WriteOptions(SshWireWriter writer, IEnumerable<CertificateOption> options)
    {
        var all = writer.Open();
        foreach (var option in options)
        {
            writer.String(option.Name);
            var data = writer.Open();
            if (option.Value.Length > 0)
            {
                writer.String(option.Value);
            }

            writer.Close(data);
        }

        writer.Close(all);
    }
}
