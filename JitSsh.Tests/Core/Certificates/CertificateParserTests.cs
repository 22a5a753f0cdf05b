using JitSsh.Tests.Core.SshKeys;
using JitSsh.Core.Certificates;
using Xunit;

namespace JitSsh.Tests.Core.Certificates;

public sealed class CertificateParserTests
{
    [Theory]
    [InlineData("ssh-ed25519")]
    [InlineData("ecdsa-sha2-nistp521")]
    [InlineData("ssh-rsa")]
    public void Parse_CertificateOfSshKeygen_ReadsAllFields(string type)
    {
        using var tools = new SshTools();
        using var authority = CertificateAuthorityKey.Create();
        tools.Write("ca", System.Security.Cryptography.PemEncoding.WriteString("PRIVATE KEY", authority.ExportPkcs8()) + "\n");
        var key = tools.Write("key.pub", SampleKeys.Line(type) + "\n");
        tools.Run("ssh-keygen", null, "-q", "-s", tools.PathOf("ca"), "-I", "id-1", "-n", "one,two", "-z", "42",
            "-V", "20261122110000Z:20261122120000Z", "-O", "source-address=10.0.0.0/8", "-O", "force-command=true", key);

        var certificate = CertificateParser.Parse(File.ReadAllText(tools.PathOf("key-cert.pub"))).Value!;

        Assert.Equal(SampleKeys.Key(type), certificate.PublicKey);
        Assert.Equal(42ul, certificate.Serial);
        Assert.Equal("id-1", certificate.KeyId);
        Assert.Equal(["one", "two"], certificate.Principals);
        Assert.Equal((ulong)new DateTimeOffset(2026, 11, 22, 11, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), certificate.ValidAfter);
        Assert.Equal((ulong)new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), certificate.ValidBefore);
        Assert.Equal([new("force-command", "true"), new("source-address", "10.0.0.0/8")], certificate.CriticalOptions);
        Assert.Equal(5, certificate.Extensions.Count);
        Assert.Equal(authority.Fingerprint, certificate.AuthorityFingerprint);
    }

    [Fact]
    public void Parse_HostCertificateOrOtherCa_IsRefused()
    {
        using var tools = new SshTools();
        var key = tools.Write("key.pub", SampleKeys.Line("ssh-ed25519") + "\n");
        tools.MakeKey("ca", "-t", "ecdsa", "-b", "256");
        tools.Run("ssh-keygen", null, "-q", "-h", "-s", tools.PathOf("ca"), "-I", "id", "-n", "host", key);
        Assert.Equal("This is not a user certificate.", CertificateParser.Parse(File.ReadAllText(tools.PathOf("key-cert.pub"))).Problem);

        tools.MakeKey("ca2", "-t", "ed25519");
        tools.Run("ssh-keygen", null, "-q", "-s", tools.PathOf("ca2"), "-I", "id", "-n", "u", key);
        Assert.Equal("The certificate's signature is not good.", CertificateParser.Parse(File.ReadAllText(tools.PathOf("key-cert.pub"))).Problem);
    }

    [Fact]
    public async Task Parse_BrokenText_SaysSo()
    {
        using var authority = CertificateAuthorityKey.Create();
        using var signer = authority.CreateSigner();
        var words = (await CertificateEncoder.EncodeAsync(CertificatePolicyTests.Spec, signer, CancellationToken.None)).Split(' ');
        var blob = Convert.FromBase64String(words[1]);

        Assert.Equal("This is no OpenSSH user certificate.", CertificateParser.Parse(null).Problem);
        Assert.Equal("This is no OpenSSH user certificate.", CertificateParser.Parse(SampleKeys.Line("ssh-ed25519")).Problem);
        Assert.Equal("The text of the certificate is not whole base64.", CertificateParser.Parse(words[0] + " " + words[1][..^1]).Problem);
        Assert.Equal("The certificate inside is of another type than the line says.",
            CertificateParser.Parse("ssh-rsa-cert-v01@openssh.com " + words[1]).Problem);
        for (var length = 40; length < blob.Length; length += 7)
        {
            Assert.Equal("The certificate is cut off or damaged.", CertificateParser.Parse(words[0] + " " + Convert.ToBase64String(blob, 0, length)).Problem);
        }

        Assert.Equal("The certificate is cut off or damaged.", CertificateParser.Parse(words[0] + " " + Convert.ToBase64String([.. blob, 0])).Problem);
    }
}
