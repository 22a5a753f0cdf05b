using JitSsh.Core.SshKeys;
using System.Diagnostics.CodeAnalysis;

namespace JitSsh.Core.Certificates;

/// <summary>
/// An ECDSA P-256 signature between the fixed form that .NET and Key Vault use (r and s, 32 bytes each: IEEE P1363) and
/// the SSH form (RFC 5656 section 3.1.2).
/// </summary>
internal static class EcdsaSignatureBlob
{
    public const int FixedLength = 64;
    private const int NumberLength = FixedLength / 2;

    public static byte[] Encode(ReadOnlySpan<byte> fixedForm)
    {
        if (fixedForm.Length != FixedLength)
        {
            throw new ArgumentException($"An ECDSA P-256 signature has {FixedLength} bytes, not {fixedForm.Length}.", nameof(fixedForm));
        }

        using var blob = new SshWireWriter(128);
        blob.String("ecdsa-sha2-nistp256"u8);
        var mark = blob.Open();
        blob.Mpint(fixedForm[..NumberLength]);
        blob.Mpint(fixedForm[NumberLength..]);
        blob.Close(mark);
        return blob.ToArray();
    }

    public static bool TryDecode(ReadOnlySpan<byte> blob, [NotNullWhen(true)] out byte[]? fixedForm)
    {
        fixedForm = null;
        var reader = new SshWireReader(blob);
        if (!reader.TryReadString(out var type) || !type.SequenceEqual("ecdsa-sha2-nistp256"u8)
            || !reader.TryReadString(out var numbers) || !reader.AtEnd)
        {
            return false;
        }

        reader = new SshWireReader(numbers);
        if (!reader.TryReadPositiveMpint(out var r) || !reader.TryReadPositiveMpint(out var s) || !reader.AtEnd
            || r.Length > NumberLength || s.Length > NumberLength)
        {
            return false;
        }

        fixedForm = new byte[FixedLength];
        r.CopyTo(fixedForm.AsSpan(NumberLength - r.Length));
        s.CopyTo(fixedForm.AsSpan(FixedLength - s.Length));
        return true;
    }
}
