
namespace JitSsh.Core.SshKeys;

/// <summary>A type of public key that JitSsh takes, its name as a certificate (PROTOCOL.certkeys), and what its blob holds.</summary>
internal sealed record SshKeyKind(string Name, string CertificateName, SshKeyShape Shape, NistCurve? Curve)
{
    private static readonly SshKeyKind[] All =
    [
        new("ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", SshKeyShape.Ed25519, null),
        Ecdsa("nistp256"),
        Ecdsa("nistp384"),
        Ecdsa("nistp521"),
        new("ssh-rsa", "ssh-rsa-cert-v01@openssh.com", SshKeyShape.Rsa, null),
        new("sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com", SshKeyShape.Ed25519, null),
        new("sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", SshKeyShape.Ecdsa, NistCurve.P256),
    ];

    /// <summary>Whether the key lives in a security key (FIDO); its blob ends with the application, such as <c>ssh:</c>.</summary>
    public bool IsSecurityKey => Name.StartsWith("sk-", StringComparison.Ordinal);

    public static SshKeyKind? OfName(string name) => Array.Find(All, kind => kind.Name == name);

    public static SshKeyKind? OfCertificateName(string name) => Array.Find(All, kind => kind.CertificateName == name);

    private static SshKeyKind Ecdsa(string curve) =>
        new("ecdsa-sha2-" + curve, $"ecdsa-sha2-{curve}-cert-v01@openssh.com", SshKeyShape.Ecdsa, NistCurve.OfName(curve));
}

/// <summary>What stands in a public key blob after its type.</summary>
internal enum SshKeyShape
{
    /// <summary>32 bytes: a point (RFC 8709).</summary>
    Ed25519,

    /// <summary>The curve's name and an uncompressed point (RFC 5656 section 3.1).</summary>
    Ecdsa,

    /// <summary>The exponent and the modulus (RFC 4253 section 6.6).</summary>
    Rsa,
}
