using System.Security.Cryptography;

namespace JitSsh.Core.Certificates;

/// <summary>
/// A person's SSH public key (RFC 4253 section 6.6, RFC 5656, RFC 8709, OpenSSH's PROTOCOL.u2f). There is no object of this
/// type that was not checked: its blob is whole, its point is on its curve, and its type is one of those accepted.
/// </summary>
public sealed class SshPublicKey : IEquatable<SshPublicKey>
{
    /// <summary>The smallest RSA key, in bits, that is accepted from a person.</summary>
    public const int MinimumRsaBits = 3072;

    private readonly byte[] _blob;

    internal SshPublicKey(SshKeyKind kind, byte[] blob, string comment, int bits)
    {
        (Kind, _blob, Comment, Bits) = (kind, blob, comment, bits);
        Fingerprint = FingerprintOf(blob);
    }

    /// <summary>The type's SSH name: ssh-ed25519, ecdsa-sha2-nistp256 (384, 521), ssh-rsa, or one of the two sk- types.</summary>
    public string Type => Kind.Name;

    /// <summary>The key in the SSH wire format, beginning with its type.</summary>
    public ReadOnlyMemory<byte> Blob => _blob;

    /// <summary>What stood behind the key: one line of at most 200 printable characters; may be empty. Never trust it.</summary>
    public string Comment { get; }

    /// <summary>As <c>ssh-keygen -l</c> shows it: <c>SHA256:</c> and base64 without padding.</summary>
    public string Fingerprint { get; }

    /// <summary>The size in bits: of the modulus (RSA), or of the curve.</summary>
    public int Bits { get; }

    /// <summary>The key as one line: <c>type base64</c>, and the comment if there is one. No line end.</summary>
    public string Line => Comment.Length == 0 ? $"{Type} {Convert.ToBase64String(_blob)}" : $"{Type} {Convert.ToBase64String(_blob)} {Comment}";

    internal SshKeyKind Kind { get; }

    /// <summary>
    /// Reads the one line that a person pastes. Accepted are Ed25519, ECDSA (P-256, P-384, P-521), RSA from
    /// <see cref="MinimumRsaBits"/>, and the two security key types. White space around it does not matter.
    /// </summary>
    /// <param name="pasted">Anything at all.</param>
    /// <returns>The key, or the sentence that says what was pasted instead and what to do.</returns>
    public static Checked<SshPublicKey> Parse(string? pasted) => SshPublicKeyLine.Parse(pasted, MinimumRsaBits);

    /// <summary>Whether it is the same key; the comment does not count.</summary>
    /// <param name="other">The other key.</param>
    public bool Equals(SshPublicKey? other) => other is not null && _blob.AsSpan().SequenceEqual(other._blob);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SshPublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>Type and fingerprint.</summary>
    public override string ToString() => $"{Type} {Fingerprint}";

    internal static string FingerprintOf(ReadOnlySpan<byte> blob) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');
}
