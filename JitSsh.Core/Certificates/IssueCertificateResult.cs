using System.Diagnostics.CodeAnalysis;

namespace JitSsh.Core.Certificates;

/// <summary>How far the pipeline of <see cref="IssueCertificate"/> came.</summary>
public enum CertificateStage
{
    /// <summary>The person's key was not accepted.</summary>
    ValidateKey,

    /// <summary>The policy refused what the certificate would say; nothing was signed.</summary>
    ApplyPolicy,

    /// <summary>It was signed, but reading it again gave something else; it must not be handed out.</summary>
    CheckResult,

    /// <summary>All went well.</summary>
    Issued,
}

/// <summary>A certificate, checked by reading it again.</summary>
/// <param name="Text">One line: type, base64, and the key id as comment; no line end.</param>
/// <param name="Spec">What it says.</param>
/// <param name="AuthorityFingerprint">The CA that signed it: <c>SHA256:</c> and base64 without padding.</param>
public sealed record IssuedCertificate(string Text, CertificateSpec Spec, string AuthorityFingerprint);

/// <summary>A certificate, or at which stage it was refused, and why.</summary>
/// <param name="Stage">The stage that refused, or <see cref="CertificateStage.Issued"/>.</param>
/// <param name="Certificate">Null unless issued.</param>
/// <param name="Problems">A sentence each; empty if issued.</param>
public sealed record IssueCertificateResult(CertificateStage Stage, IssuedCertificate? Certificate, IReadOnlyList<string> Problems)
{
    /// <summary>Whether there is a certificate.</summary>
    [MemberNotNullWhen(true, nameof(Certificate))]
    public bool IsIssued => Certificate is not null;
}
