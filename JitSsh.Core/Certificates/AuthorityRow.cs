using JitSsh.Core.Common;

namespace JitSsh.Core.Certificates;

/// <summary>The CA's key as it is stored: encrypted.</summary>
public sealed class AuthorityRow
{
    /// <summary>The one there is.</summary>
    public const int TheOne = 1;

    /// <summary>Always <see cref="TheOne"/>, so that two processes cannot make two.</summary>
    public int Id { get; init; } = TheOne;

    /// <summary>Type and base64.</summary>
    public required string PublicKeyLine { get; init; }

    /// <summary>The private key as PKCS#8, encrypted with Data Protection.</summary>
    public required byte[] Protected { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }
}

/// <summary>A certificate that was issued.</summary>
public sealed class CertificateRow
{
    /// <summary>The certificate's serial number, as decimal text: databases have no unsigned 64-bit number.</summary>
    public required string Serial { get; init; }

    /// <summary>What sshd's log calls the holder.</summary>
    public required string KeyId { get; init; }

    /// <summary>The request it was issued for; its principal.</summary>
    public required RequestId RequestId { get; init; }

    /// <summary>Who it was issued to.</summary>
    public required PersonId PersonId { get; init; }

    /// <summary>The fingerprint of the key it is for.</summary>
    public required string KeyFingerprint { get; init; }

    /// <summary>The first second in which it is valid.</summary>
    public required DateTimeOffset ValidAfter { get; init; }

    /// <summary>The first second in which it is not.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
}
