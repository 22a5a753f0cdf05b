namespace JitSsh.Core.Certificates;

/// <summary>Every field of a user certificate whose signature is good (PROTOCOL.certkeys). Whether its CA is trusted is not said.</summary>
public sealed record ParsedCertificate
{
    /// <summary>The type, for example <c>ssh-ed25519-cert-v01@openssh.com</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The CA's random bytes.</summary>
    public required ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>The holder's key, without a comment.</summary>
    public required SshPublicKey PublicKey { get; init; }

    /// <summary>The serial number.</summary>
    public required ulong Serial { get; init; }

    /// <summary>What sshd logs as <c>ID</c>.</summary>
    public required string KeyId { get; init; }

    /// <summary>The principals; empty means any user.</summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>Seconds since 1970, the first that is valid.</summary>
    public required ulong ValidAfter { get; init; }

    /// <summary>Seconds since 1970, the first that is no longer valid; <see cref="ulong.MaxValue"/> means for ever.</summary>
    public required ulong ValidBefore { get; init; }

    /// <summary>In the order of their names, each once.</summary>
    public required IReadOnlyList<CertificateOption> CriticalOptions { get; init; }

    /// <summary>In the order of their names, each once.</summary>
    public required IReadOnlyList<CertificateOption> Extensions { get; init; }

    /// <summary>The CA's key in the SSH wire format.</summary>
    public required ReadOnlyMemory<byte> AuthorityKeyBlob { get; init; }

    /// <summary>The CA's fingerprint: <c>SHA256:</c> and base64 without padding.</summary>
    public string AuthorityFingerprint => SshPublicKey.FingerprintOf(AuthorityKeyBlob.Span);
}
