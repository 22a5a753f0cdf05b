using JitSsh.Core.SshKeys;
using System.Text;

namespace JitSsh.Core.Certificates;

/// <summary>
/// Reads a user certificate back, and verifies its signature. Written apart from the encoder, and strict: there is one form for
/// every certificate, so a change of any byte is seen. CAs with ECDSA P-256 only, which is what JitSsh has.
/// </summary>
public static class CertificateParser
{
    private const int MaximumLength = 32 * 1024;
    private const string CutOff = "The certificate is cut off or damaged.";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads one line: type, base64, and a comment that is not kept.</summary>
    /// <param name="line">Anything at all.</param>
    /// <returns>All fields, or a sentence that says what is wrong. Validity in time and trust in the CA are not looked at.</returns>
    public static Checked<ParsedCertificate> Parse(string? line) => Parse(line, null, AuthorityVerifier.IsSigned);

    /// <summary>The same for whoever just had it made.</summary>
    /// <param name="line">One line.</param>
    /// <param name="known">A key that was checked already: the same bytes are not checked again.</param>
    /// <param name="isSigned">How the signature is looked at.</param>
    internal static Checked<ParsedCertificate> Parse(string? line, SshPublicKey? known, SignatureCheck isSigned)
    {
        var words = (line ?? "").Trim().Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || line!.Length > MaximumLength || SshKeyKind.OfCertificateName(words[0]) is not { } kind)
        {
            return Refused("This is no OpenSSH user certificate.");
        }

        var blob = new byte[words[1].Length];
        if (!Convert.TryFromBase64String(words[1], blob, out var length) || Convert.ToBase64String(blob, 0, length) != words[1])
        {
            return Refused("The text of the certificate is not whole base64.");
        }

        try
        {
            return ParseBlob(kind, blob.AsSpan(0, length), known, isSigned);
        }
        catch (DecoderFallbackException)
        {
            return Refused("The certificate holds text that is not UTF-8.");
        }
    }

    private static Checked<ParsedCertificate> ParseBlob(SshKeyKind kind, ReadOnlySpan<byte> blob, SshPublicKey? known, SignatureCheck isSigned)
    {
        var reader = new SshWireReader(blob);
        if (!reader.TryReadString(out var type) || !type.SequenceEqual(Encoding.ASCII.GetBytes(kind.CertificateName)))
        {
            return Refused("The certificate inside is of another type than the line says.");
        }

        if (!reader.TryReadString(out var nonce) || !TryReadKey(kind, ref reader, out var keyBlob)
            || !reader.TryReadUInt64(out var serial) || !reader.TryReadUInt32(out var certificateType)
            || !reader.TryReadString(out var keyId) || !reader.TryReadString(out var principals)
            || !reader.TryReadUInt64(out var validAfter) || !reader.TryReadUInt64(out var validBefore)
            || !reader.TryReadString(out var criticalOptions) || !reader.TryReadString(out var extensions)
            || !reader.TryReadString(out var reserved) || !reader.TryReadString(out var authority))
        {
            return Refused(CutOff);
        }

        var signed = blob[..^reader.Rest.Length];
        if (!reader.TryReadString(out var signature) || !reader.AtEnd || !reserved.IsEmpty
            || CertificateLists.Strings(principals) is not { } principalList
            || CertificateLists.Options(criticalOptions) is not { } criticalList
            || CertificateLists.Options(extensions) is not { } extensionList)
        {
            return Refused(CutOff);
        }

        if (certificateType != CertificateEncoder.UserCertificate)
        {
            return Refused("This is not a user certificate.");
        }

        if (!isSigned(authority, signed, signature))
        {
            return Refused("The certificate's signature is not good.");
        }

        var key = known is not null && known.Kind == kind && known.Blob.Span.SequenceEqual(keyBlob)
            ? Checked<SshPublicKey>.Of(known)
            : SshPublicKeyLine.OfBlob(kind, keyBlob, "", SshPublicKey.MinimumRsaBits);
        return !key.IsValid ? Refused(key.Problem) : Checked<ParsedCertificate>.Of(new ParsedCertificate
        {
            Type = kind.CertificateName,
            Nonce = nonce.ToArray(),
            PublicKey = key.Value,
            Serial = serial,
            KeyId = StrictUtf8.GetString(keyId),
            Principals = principalList,
            ValidAfter = validAfter,
            ValidBefore = validBefore,
            CriticalOptions = criticalList,
            Extensions = extensionList,
            AuthorityKeyBlob = authority.ToArray(),
        });
    }

    /// <summary>The key's fields stand in the certificate without its type; this puts the type in front again.</summary>
    private static bool TryReadKey(SshKeyKind kind, ref SshWireReader reader, out byte[] keyBlob)
    {
        var fields = (kind.Shape == SshKeyShape.Ed25519 ? 1 : 2) + (kind.IsSecurityKey ? 1 : 0);
        using var writer = new SshWireWriter(1024);
        writer.String(kind.Name);
        var whole = true;
        for (var i = 0; i < fields && whole; i++)
        {
            whole = reader.TryReadString(out var field);
            writer.String(field);
        }

        keyBlob = writer.ToArray();
        return whole;
    }

    private static Checked<ParsedCertificate> Refused(string problem) => Checked<ParsedCertificate>.Refused(problem);
}
