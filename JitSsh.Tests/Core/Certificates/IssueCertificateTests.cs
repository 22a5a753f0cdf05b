using JitSsh.Core.SshKeys;
using JitSsh.Tests.Core.SshKeys;
using System.Globalization;
using JitSsh.Core.Certificates;
using Xunit;

namespace JitSsh.Tests.Core.Certificates;

public sealed class IssueCertificateTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly CertificateAuthorityKey _authority = CertificateAuthorityKey.Create();
    private readonly EcdsaCertificateSigner _signer;
    private readonly IssueCertificate _issue;

    public IssueCertificateTests()
    {
        _signer = _authority.CreateSigner();
        _issue = new IssueCertificate(_signer, new CertificatePolicy(TimeSpan.FromHours(8)));
    }

    public void Dispose()
    {
        _signer.Dispose();
        _authority.Dispose();
    }

    private static CertificateOrder Order(string type) => new()
    {
        PublicKey = SshPublicKey.Parse(SampleKeys.Line(type)),
        KeyId = "jitssh=grant.1_x-2",
        Principal = "req-7f3a",
        ValidAfter = Now.AddSeconds(-60).AddMilliseconds(750),
        ValidBefore = Now.AddHours(1).AddMilliseconds(999),
    };

    [Theory]
    [MemberData(nameof(SampleKeys.TypeData), MemberType = typeof(SampleKeys))]
    public async Task Execute_EveryKeyType_SshKeygenShowsExactlyWhatWasAsked(string type)
    {
        var result = await _issue.ExecuteAsync(
            Order(type) with { SourceAddresses = ["203.0.113.0/24", "2001:db8::/32"], PermitPty = true, PermitPortForwarding = true, PermitAgentForwarding = true },
            CancellationToken.None);

        Assert.Equal(CertificateStage.Issued, result.Stage);
        var certificate = result.Certificate!;
        var kind = certificate.Text.Split(' ')[0];
        string[] expected =
        [
            $"Type: {kind} user certificate",
            $"Public key: {KindName(kind)}-CERT {SampleKeys.Key(type).Fingerprint}",
            $"Signing CA: ECDSA {_authority.Fingerprint} (using ecdsa-sha2-nistp256)",
            "Key ID: \"jitssh=grant.1_x-2\"",
            $"Serial: {certificate.Spec.Serial.ToString(CultureInfo.InvariantCulture)}",
            "Valid: from 2026-11-22T11:59:00 to 2026-11-22T13:00:00",
            "Principals:",
            "req-7f3a",
            "Critical Options:",
            "source-address 203.0.113.0/24,2001:db8::/32",
            "Extensions:",
            "permit-agent-forwarding",
            "permit-port-forwarding",
            "permit-pty",
        ];
        Assert.Equal(expected, Shown(certificate.Text));
    }

    [Fact]
    public async Task Execute_NothingPermitted_HasNoOptionsAndNoExtensions()
    {
        var result = await _issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None);
        Assert.Equal(["Critical Options: (none)", "Extensions: (none)"], Shown(result.Certificate!.Text)[^2..]);
    }

    [Fact]
    public async Task Execute_Twice_SerialAndNonceDiffer()
    {
        var first = CertificateParser.Parse((await _issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None)).Certificate!.Text).Value!;
        var second = CertificateParser.Parse((await _issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None)).Certificate!.Text).Value!;
        Assert.NotEqual(first.Serial, second.Serial);
        Assert.NotEqual(first.Nonce.ToArray(), second.Nonce.ToArray());
    }

    [Fact]
    public async Task Execute_BadKey_StopsAtTheKey()
    {
        var result = await _issue.ExecuteAsync(Order("ssh-ed25519") with { PublicKey = SshPublicKey.Parse("ssh-dss AAAA") }, CancellationToken.None);
        Assert.Equal(CertificateStage.ValidateKey, result.Stage);
        Assert.Equal([SshKeyProblems.Dsa], result.Problems);
        Assert.False(result.IsIssued);
    }

    [Theory]
    [InlineData("a,root", "k")]
    [InlineData("", "k")]
    [InlineData("a", "k k")]
    public async Task Execute_AgainstPolicy_NothingIsSigned(string principal, string keyId)
    {
        var signer = new FakeSigner(_signer);
        var issue = new IssueCertificate(signer, new CertificatePolicy(TimeSpan.FromHours(8)));
        var result = await issue.ExecuteAsync(Order("ssh-ed25519") with { Principal = principal, KeyId = keyId }, CancellationToken.None);
        Assert.Equal(CertificateStage.ApplyPolicy, result.Stage);
        Assert.Equal(0, signer.Calls);
    }

    [Fact]
    public async Task Execute_SignerThatSignsSomethingElse_IsCaught()
    {
        var issue = new IssueCertificate(new FakeSigner(_signer, data => { data[50] ^= 1; return data; }), new CertificatePolicy(TimeSpan.FromHours(8)));
        var result = await issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None);
        Assert.Equal(CertificateStage.CheckResult, result.Stage);
        Assert.Equal(["The signed certificate cannot be read again: The certificate's signature is not good."], result.Problems);
        Assert.Null(result.Certificate);
    }

    [Fact]
    public async Task Execute_SignerThatIsVerifiedOneInThree_TheFirstAndEachThirdAfterItAreCaught()
    {
        var issue = new IssueCertificate(new FakeSigner(_signer, data => { data[50] ^= 1; return data; }) { VerifyOneIn = 3 }, new CertificatePolicy(TimeSpan.FromHours(8)));
        var stages = new List<CertificateStage>();
        for (var i = 0; i < 7; i++)
        {
            stages.Add((await issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None)).Stage);
        }

        Assert.Equal([0, 3, 6], stages.Index().Where(s => s.Item == CertificateStage.CheckResult).Select(s => s.Index));
    }

    [Fact]
    public async Task Execute_SignatureThatIsNone_IsCaughtWheneverItComes()
    {
        var calls = 0;
        var issue = new IssueCertificate(new FakeSigner(_signer) { VerifyOneIn = 64, ChangeSignature = s => calls++ == 0 ? s : s[..^1] }, new CertificatePolicy(TimeSpan.FromHours(8)));
        Assert.True((await issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None)).IsIssued);
        Assert.Equal(CertificateStage.CheckResult, (await issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None)).Stage);
    }

    [Fact]
    public async Task Execute_RealSigner_AllOfManyAreVerifiedByTheParser()
    {
        for (var i = 0; i < 70; i++)
        {
            Assert.True(CertificateParser.Parse((await _issue.ExecuteAsync(Order("ssh-ed25519"), CancellationToken.None)).Certificate!.Text).IsValid);
        }
    }

    [Fact]
    public async Task Encode_SpecThatSkippedThePolicy_Throws()
    {
        var spec = CertificatePolicyTests.Spec with { Principals = [] };
        await Assert.ThrowsAsync<ArgumentException>(async () => await CertificateEncoder.EncodeAsync(spec, _signer, CancellationToken.None));
    }

    [Fact]
    public async Task DifferencesOf_EachField_IsNamed()
    {
        var spec = CertificatePolicyTests.Spec;
        var text = await CertificateEncoder.EncodeAsync(spec, _signer, CancellationToken.None);
        using var other = CertificateAuthorityKey.Create();

        Assert.Empty(CertificateComparison.DifferencesOf(spec, _signer.PublicKeyBlob, text));
        Differs("serial number", spec with { Serial = 1 });
        Differs("key id", spec with { KeyId = "x" });
        Differs("principal", spec with { Principals = ["x"] });
        Differs("beginning", spec with { ValidAfter = spec.ValidAfter.AddSeconds(1) });
        Differs("end", spec with { ValidBefore = spec.ValidBefore.AddSeconds(1) });
        Differs("critical options", spec with { SourceAddresses = [] });
        Differs("extensions", spec with { PermitPty = false });
        Assert.Equal(["The signed certificate has another CA key than was asked for."], CertificateComparison.DifferencesOf(spec, other.PublicKeyBlob, text));
        Assert.Equal(2, CertificateComparison.DifferencesOf(spec with { PublicKey = SampleKeys.Key("ssh-rsa") }, _signer.PublicKeyBlob, text).Count);

        void Differs(string field, CertificateSpec changed) => Assert.Equal(
            [$"The signed certificate has another {field} than was asked for."],
            CertificateComparison.DifferencesOf(changed, _signer.PublicKeyBlob, text));
    }

    private static string KindName(string certificateType) =>
        certificateType.StartsWith("sk-ssh-ed", StringComparison.Ordinal) ? "ED25519-SK"
        : certificateType.StartsWith("sk-", StringComparison.Ordinal) ? "ECDSA-SK"
        : certificateType.StartsWith("ssh-ed", StringComparison.Ordinal) ? "ED25519"
        : certificateType.StartsWith("ssh-rsa", StringComparison.Ordinal) ? "RSA" : "ECDSA";

    private static string[] Shown(string text)
    {
        using var tools = new SshTools();
        return [.. tools.Run("ssh-keygen", null, "-L", "-f", tools.Write("key-cert.pub", text + "\n"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Trim())];
    }

    private sealed class FakeSigner(ICertificateSigner inner, Func<byte[], byte[]>? change = null) : ICertificateSigner
    {
        public int Calls { get; private set; }

        public ReadOnlyMemory<byte> PublicKeyBlob => inner.PublicKeyBlob;

        public int VerifyOneIn { get; init; } = 1;

        public Func<byte[], byte[]> ChangeSignature { get; init; } = signature => signature;

        public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Calls++;
            return ChangeSignature((await inner.SignAsync(change is null ? data : change(data.ToArray()), cancellationToken)).ToArray());
        }
    }
}
