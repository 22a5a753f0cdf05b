namespace JitSsh.Core.Certificates;

/// <summary>Reads a certificate again and compares every field with what was asked for.</summary>
internal static class CertificateComparison
{
    /// <summary>What differs, a sentence each; empty: the text says exactly what the spec says, and this CA signed it.</summary>
    public static IReadOnlyList<string> DifferencesOf(CertificateSpec spec, ReadOnlyMemory<byte> authorityKeyBlob, string text) =>
        DifferencesOf(spec, authorityKeyBlob, text, AuthorityVerifier.IsSigned);

    /// <summary>The same with the signature looked at in this way.</summary>
    public static IReadOnlyList<string> DifferencesOf(CertificateSpec spec, ReadOnlyMemory<byte> authorityKeyBlob, string text, SignatureCheck isSigned)
    {
        var parsed = CertificateParser.Parse(text, spec.PublicKey, isSigned);
        if (!parsed.IsValid)
        {
            return ["The signed certificate cannot be read again: " + parsed.Problem];
        }

        var found = parsed.Value;
        (string Field, bool Same)[] fields =
        [
            ("type", found.Type == spec.PublicKey.Kind.CertificateName),
            ("nonce", found.Nonce.Length == CertificateEncoder.NonceLength),
            ("public key", found.PublicKey.Equals(spec.PublicKey)),
            ("serial number", found.Serial == spec.Serial),
            ("key id", found.KeyId == spec.KeyId),
            ("principal", found.Principals.SequenceEqual(spec.Principals)),
            ("beginning", found.ValidAfter == (ulong)spec.ValidAfter.ToUnixTimeSeconds()),
            ("end", found.ValidBefore == (ulong)spec.ValidBefore.ToUnixTimeSeconds()),
            ("critical options", found.CriticalOptions.SequenceEqual(spec.CriticalOptions)),
            ("extensions", found.Extensions.SequenceEqual(spec.Extensions)),
            ("CA key", found.AuthorityKeyBlob.Span.SequenceEqual(authorityKeyBlob.Span)),
        ];
        return [.. fields.Where(field => !field.Same).Select(field => $"The signed certificate has another {field.Field} than was asked for.")];
    }
}
