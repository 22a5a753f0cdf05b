using JitSsh.Core.SshKeys;
namespace JitSsh.Core.Certificates;

/// <summary>
/// The signing pipeline: validate the key, build, apply the policy, sign, read the result again and compare every field.
/// What it answers may be stored and handed out.
/// </summary>
/// <param name="signer">The CA.</param>
/// <param name="policy">What may be signed.</param>
public sealed class IssueCertificate(ICertificateSigner signer, CertificatePolicy policy)
{
    private readonly string authority = SshPublicKey.FingerprintOf(signer.PublicKeyBlob.Span);

    // Holds a public key only, so its end may wait for the finalizer.
    private readonly Lazy<AuthorityVerifier?> verifier = new(() => AuthorityVerifier.Of(signer.PublicKeyBlob.Span));
    private uint signatures;

    /// <summary>Issues one certificate.</summary>
    /// <param name="order">What is asked for; nothing of it is trusted.</param>
    /// <param name="cancellationToken">Ends the waiting for the signer.</param>
    /// <returns>The certificate, or the stage that refused it. That the signer cannot be reached is its own exception.</returns>
    public async Task<IssueCertificateResult> ExecuteAsync(CertificateOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!order.PublicKey.IsValid)
        {
            return Refused(CertificateStage.ValidateKey, [order.PublicKey.Problem]);
        }

        var spec = Build(order, order.PublicKey.Value);
        if (policy.ProblemsOf(spec) is { Count: > 0 } objections)
        {
            return Refused(CertificateStage.ApplyPolicy, objections);
        }

        var text = await CertificateEncoder.EncodeAsync(spec, signer, cancellationToken);
        if (CertificateComparison.DifferencesOf(spec, signer.PublicKeyBlob, text, NextCheck()) is { Count: > 0 } differences)
        {
            return Refused(CertificateStage.CheckResult, differences);
        }

        return new IssueCertificateResult(CertificateStage.Issued, new IssuedCertificate(text, spec, authority), []);
    }

    private SignatureCheck NextCheck() =>
        (Interlocked.Increment(ref signatures) - 1) % (uint)Math.Max(1, signer.VerifyOneIn) != 0 ? AuthorityVerifier.HasForm
        : verifier.Value is { } found ? found.IsSignedByIt
        : AuthorityVerifier.IsSigned;

    private static CertificateSpec Build(CertificateOrder order, SshPublicKey key) => new()
    {
        PublicKey = key,
        Serial = CertificateSerial.Next(),
        KeyId = order.KeyId,
        Principals = [order.Principal],
        ValidAfter = order.ValidAfter,
        ValidBefore = order.ValidBefore,
        SourceAddresses = order.SourceAddresses,
        PermitPty = order.PermitPty,
        PermitPortForwarding = order.PermitPortForwarding,
        PermitAgentForwarding = order.PermitAgentForwarding,
    };

    private static IssueCertificateResult Refused(CertificateStage stage, IReadOnlyList<string> problems) => new(stage, null, problems);
}
