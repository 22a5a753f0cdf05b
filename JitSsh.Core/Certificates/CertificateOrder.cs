using JitSsh.Core.SshKeys;

namespace JitSsh.Core.Certificates;

/// <summary>What a grant asks of the CA. The times are the caller's: valid-after is now, less 60 s, less the server's offset.</summary>
public sealed record CertificateOrder
{
    /// <summary>
    /// The person's key: what <see cref="SshPublicKey.Parse"/> answered. There is no key of that type that was not checked, so
    /// the pipeline asks for the answer and does not compute the point on its curve a second time.
    /// </summary>
    public required Checked<SshPublicKey> PublicKey { get; init; }

    /// <summary>See <see cref="CertificateSpec.KeyId"/>.</summary>
    public required string KeyId { get; init; }

    /// <summary>The one principal: the request.</summary>
    public required string Principal { get; init; }

    /// <summary>See <see cref="CertificateSpec.ValidAfter"/>.</summary>
    public required DateTimeOffset ValidAfter { get; init; }

    /// <summary>See <see cref="CertificateSpec.ValidBefore"/>.</summary>
    public required DateTimeOffset ValidBefore { get; init; }

    /// <summary>See <see cref="CertificateSpec.SourceAddresses"/>.</summary>
    public IReadOnlyList<string> SourceAddresses { get; init; } = [];

    /// <summary>Whether a terminal is given.</summary>
    public bool PermitPty { get; init; }

    /// <summary>Whether ports may be forwarded.</summary>
    public bool PermitPortForwarding { get; init; }

    /// <summary>Whether the person's agent may be forwarded.</summary>
    public bool PermitAgentForwarding { get; init; }
}
