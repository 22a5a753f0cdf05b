using System.Security.Cryptography;
using JitSsh.Core.SshKeys;
using Xunit;

namespace JitSsh.Tests.Core.SshKeys;

/// <summary>Each sentence that a person can be told.</summary>
public sealed class SshPublicKeyRefusalTests
{
    private static readonly string Good = SampleKeys.Line("ssh-ed25519");
    private static readonly string GoodBase64 = Good.Split(' ')[1];

    private static string? ProblemOf(string? pasted) => SshPublicKey.Parse(pasted).Problem;

    private static string? ProblemOf(string type, byte[] blob) => ProblemOf(SampleKeys.LineOf(type, blob));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    public void Parse_Nothing_SaysSo(string? pasted) => Assert.Equal(SshKeyProblems.Empty, ProblemOf(pasted));

    [Theory]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n")]
    [InlineData("-----BEGIN PRIVATE KEY----- MIIE -----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIE")]
    [InlineData("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none")]
    [InlineData("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU=")]
    [InlineData("LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZLS0tLS0KYjNCbGJuTnphQzFyWlhrdGRqRUFBQUFB")]
    [InlineData("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----")]
    public void Parse_PrivateKey_SaysWhatToPasteAndToReplaceIt(string pasted)
    {
        Assert.Equal(SshKeyProblems.PrivateKey, ProblemOf(pasted));
        Assert.Equal(SshKeyProblems.PrivateKey, ProblemOf(Good + "\n" + pasted));
        Assert.Equal(
            "This is a private key. Paste the public half, the line from the file that ends in .pub. If this key was sent anywhere, replace it.",
            SshKeyProblems.PrivateKey);
    }

    [Fact]
    public void Parse_OtherForms_SaysHowToConvert()
    {
        Assert.Equal(SshKeyProblems.Ssh2Form, ProblemOf("---- BEGIN SSH2 PUBLIC KEY ----\nComment: x\nAAAA\n---- END SSH2 PUBLIC KEY ----"));
        Assert.Equal(SshKeyProblems.PemForm, ProblemOf("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"));
        Assert.Equal(SshKeyProblems.Certificate, ProblemOf("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"));
        Assert.Equal(SshKeyProblems.Certificate, ProblemOf("ssh-ed25519-cert-v01@openssh.com AAAA x"));
        Assert.Equal(SshKeyProblems.SeveralLines, ProblemOf(Good + "\n" + Good));
        Assert.Equal(SshKeyProblems.SeveralLines, ProblemOf(Good + "\r" + Good));
        Assert.Equal(SshKeyProblems.SeveralLines, ProblemOf(Good + "\u2028" + Good));
        Assert.Equal(SshKeyProblems.TooLong, ProblemOf(Good + new string('x', 20000)));
        Assert.Equal(SshKeyProblems.Options, ProblemOf("no-pty,command=\"a b\" " + Good));
        Assert.Equal(SshKeyProblems.Options, ProblemOf("cert-authority " + Good));
        Assert.Equal(SshKeyProblems.TypeMissing, ProblemOf(GoodBase64));
        Assert.Equal(SshKeyProblems.NotAKey, ProblemOf("hello world"));
        Assert.Equal(SshKeyProblems.UnknownType("ssh-ed448"), ProblemOf("ssh-ed448 AAAA"));
    }

    [Fact]
    public void Parse_BrokenText_SaysSo()
    {
        Assert.Equal(SshKeyProblems.NoBlob, ProblemOf("ssh-ed25519"));
        Assert.Equal(SshKeyProblems.NotBase64, ProblemOf("ssh-ed25519 AAA!"));
        Assert.Equal(SshKeyProblems.NotBase64, ProblemOf("ssh-ed25519 " + GoodBase64[..^2]));
        Assert.Equal(SshKeyProblems.Truncated, ProblemOf("ssh-ed25519 AAAA"));
        Assert.Equal(SshKeyProblems.WrongInnerType("ssh-rsa", "ssh-ed25519"), ProblemOf("ssh-rsa " + GoodBase64));
        Assert.Equal(SshKeyProblems.WrongInnerType("ssh-rsa", "something else"), ProblemOf("ssh-rsa", SampleKeys.Wire("")));
    }

    [Theory]
    [MemberData(nameof(SampleKeys.TypeData), MemberType = typeof(SampleKeys))]
    public void Parse_EveryTypeCutOrLengthened_SaysSo(string type)
    {
        var blob = SampleKeys.Blob(type);
        Assert.Equal(SshKeyProblems.Truncated, ProblemOf(type, blob[..^1]));
        Assert.Equal(SshKeyProblems.Trailing, ProblemOf(type, [.. blob, 0]));
        for (var length = 0; length < blob.Length; length++)
        {
            Assert.False(SshPublicKey.Parse(SampleKeys.LineOf(type, blob[..length])).IsValid);
        }
    }

    [Fact]
    public void Parse_LengthFieldBeyondEverything_IsTruncated() =>
        Assert.Equal(SshKeyProblems.Truncated, ProblemOf("ssh-ed25519", [.. SampleKeys.Wire("ssh-ed25519"), 0xff, 0xff, 0xff, 0xff, 1]));

    [Theory]
    [InlineData("nistp256")]
    [InlineData("nistp384")]
    [InlineData("nistp521")]
    public void Parse_PointNotOnCurve_SaysSo(string curve)
    {
        var type = "ecdsa-sha2-" + curve;
        var blob = SampleKeys.Blob(type);
        blob[^1] ^= 1;
        Assert.Equal(SshKeyProblems.NotOnCurve, ProblemOf(type, blob));

        var length = (blob.Length - type.Length - curve.Length - 12) / 2;
        Assert.Equal(SshKeyProblems.NotOnCurve, ProblemOf(type, SampleKeys.Wire(type, curve, new byte[1 + (2 * length)])));
        Assert.Equal(SshKeyProblems.NotOnCurve, ProblemOf(type, SampleKeys.Wire(type, curve, (byte[])[4, .. new byte[2 * length]])));
        Assert.Equal(SshKeyProblems.WrongCurve(type), ProblemOf(type, SampleKeys.Wire(type, "nistp999", new byte[65])));
    }

    [Fact]
    public void Parse_Ed25519NotAPoint_SaysSo()
    {
        var y2 = new byte[32];
        y2[0] = 2;
        Assert.Equal(SshKeyProblems.NotOnCurve, ProblemOf("ssh-ed25519", SampleKeys.Wire("ssh-ed25519", y2)));
        Assert.Equal(SshKeyProblems.NotOnCurve, ProblemOf("ssh-ed25519", SampleKeys.Wire("ssh-ed25519", new byte[31])));
    }

    [Fact]
    public void Parse_Dsa_SaysSo()
    {
        using var tools = new SshTools();
        Assert.Equal(SshKeyProblems.Dsa, ProblemOf(tools.MakeKey("dsa", "-t", "dsa")));
    }

    [Fact]
    public void Parse_Rsa_ShortLongOrAbsurd_SaysSo()
    {
        using var tools = new SshTools();
        var line = tools.MakeKey("rsa", "-t", "rsa", "-b", "2048");
        Assert.Equal("This RSA key has 2048 bits; at least 3072 are needed. Make a new one with: ssh-keygen -t ed25519", ProblemOf(line));
        Assert.True(HostPublicKey.Parse(line).IsValid);

        byte[] e = [1, 0, 1], modulus = [0, .. RandomNumberGenerator.GetBytes(384)];
        modulus[1] |= 0x80;
        modulus[^1] |= 1;
        Assert.True(SshPublicKey.Parse(SampleKeys.LineOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", e, modulus))).IsValid);
        Assert.Equal(SshKeyProblems.BadRsa, ProblemOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", (byte[])[1], modulus)));
        Assert.Equal(SshKeyProblems.BadRsa, ProblemOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", (byte[])[2], modulus)));
        Assert.Equal(SshKeyProblems.BadRsa, ProblemOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", new byte[9], modulus)));
        Assert.Equal(SshKeyProblems.BadRsa, ProblemOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", e, modulus[1..])));
        Assert.Equal(SshKeyProblems.BadRsa, ProblemOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", e, (byte[])[0, .. modulus])));
        Assert.Equal(SshKeyProblems.LongRsa(16392, 16384),
            ProblemOf("ssh-rsa", SampleKeys.Wire("ssh-rsa", e, (byte[])[0, 0x80, .. new byte[2047], 1])));
    }

    [Fact]
    public void Parse_SecurityKeyWithoutApplication_IsTruncated()
    {
        const string Type = "sk-ssh-ed25519@openssh.com";
        Assert.Equal(SshKeyProblems.Truncated, ProblemOf(Type, SampleKeys.Wire(Type, SampleKeys.Blob("ssh-ed25519")[^32..], "")));
        Assert.Equal(SshKeyProblems.NoSecurityKeyHere, HostPublicKey.Parse(SampleKeys.Line(Type)).Problem);
    }
}
