using JitSsh.Tests.Core.SshKeys;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Secrets.PrivateKeys;
using Xunit;

namespace JitSsh.Tests.Core.Secrets;

/// <summary>Each sentence that an admin can be told.</summary>
public sealed class PrivateKeyRefusalTests
{
    private static string? ProblemOf(string? pasted)
    {
        var problem = PrivateKeyText.Read(pasted).Problem;
        if (!string.IsNullOrWhiteSpace(pasted))
        {
            Assert.Equal(problem, PrivateKeyText.Read(Convert.ToBase64String(Encoding.UTF8.GetBytes(pasted))).Problem);
        }

        return problem;
    }

    private static string? ProblemOfMade(string command)
    {
        using var tools = new SshTools();
        tools.Run("sh", null, "-c", command);
        return ProblemOf(File.ReadAllText(tools.PathOf("key")));
    }

    private static string Made(string command)
    {
        using var tools = new SshTools();
        tools.Run("sh", null, "-c", command);
        return File.ReadAllText(tools.PathOf("key"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n")]
    public void Read_Nothing(string? pasted) => Assert.Equal(PrivateKeyProblems.Empty, ProblemOf(pasted));

    [Fact]
    public void Read_NoKeyAtAll()
    {
        Assert.Equal(PrivateKeyProblems.NoKey, PrivateKeyText.Read("aGVsbG8gd29ybGQ=").Problem);
        Assert.Equal(PrivateKeyProblems.NoKey, PrivateKeyText.Read("my-key").Problem);
        Assert.Equal(PrivateKeyProblems.NotBase64, PrivateKeyText.Read("password!").Problem);
        Assert.Equal(PrivateKeyProblems.NotBase64, PrivateKeyText.Read("abc").Problem);
        Assert.Equal(PrivateKeyProblems.TooLong, PrivateKeyText.Read(new string('A', 70_000)).Problem);
        Assert.Equal(PrivateKeyProblems.NoKey, ProblemOf("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----"));
    }

    [Fact]
    public void Read_SomethingElse()
    {
        Assert.Equal(PrivateKeyProblems.Putty, ProblemOf("PuTTY-User-Key-File-3: ssh-ed25519\r\nEncryption: none\r\n"));
        Assert.All(SampleKeys.Types, type => Assert.Equal(PrivateKeyProblems.PublicKey, ProblemOf(SampleKeys.Line(type))));
        Assert.Equal(PrivateKeyProblems.PublicKey, ProblemOf("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"));
        Assert.Equal(PrivateKeyProblems.PublicKey, ProblemOf("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----"));
        Assert.Equal(PrivateKeyProblems.Certificate, ProblemOf("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"));
        Assert.Equal(PrivateKeyProblems.Certificate, ProblemOf("ssh-rsa-cert-v01@openssh.com AAAA x"));
        Assert.Equal(PrivateKeyProblems.UnknownKind, ProblemOf("-----BEGIN FOO PRIVATE KEY-----\nMIIB\n-----END FOO PRIVATE KEY-----"));
    }

    [Theory]
    [InlineData("ssh-keygen -q -N secret -f key -t ed25519")]
    [InlineData("ssh-keygen -q -N secret -f key -t rsa -m PEM")]
    [InlineData("ssh-keygen -q -N secret -f key -t ecdsa -m PEM")]
    [InlineData("ssh-keygen -q -N secret -f key -t ecdsa -m PKCS8")]
    public void Read_Passphrase(string command) => Assert.Equal(PrivateKeyProblems.Passphrase, ProblemOfMade(command));

    [Theory]
    [InlineData("ssh-keygen -q -N '' -f key -t dsa")]
    [InlineData("ssh-keygen -q -N '' -f key -t dsa -m PEM")]
    [InlineData("ssh-keygen -q -N '' -f key -t dsa -m PKCS8")]
    public void Read_Dsa(string command) => Assert.Equal(PrivateKeyProblems.Dsa, ProblemOfMade(command));

    [Theory]
    [InlineData("openssl genpkey -algorithm ed448 -out key")]
    [InlineData("openssl genpkey -algorithm x25519 -out key")]
    [InlineData("openssl ecparam -name secp256k1 -genkey -noout -out key")]
    [InlineData("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out key")]
    public void Read_KindThatSshHasNot(string command) => Assert.Equal(PrivateKeyProblems.UnknownKind, ProblemOfMade(command));

    [Theory]
    [InlineData("ssh-keygen -q -N '' -f key -t rsa -b 1024")]
    [InlineData("ssh-keygen -q -N '' -f key -t rsa -b 1024 -m PEM")]
    [InlineData("ssh-keygen -q -N '' -f key -t rsa -b 1024 -m PKCS8")]
    public void Read_ShortRsa(string command) => Assert.Equal(
        "This RSA key has 1024 bits; at least 2048 are needed. Make a new one with: ssh-keygen -t ed25519", ProblemOfMade(command));

    [Fact]
    public void Read_SecurityKey()
    {
        const string Type = "sk-ssh-ed25519@openssh.com";
        var publicBlob = SampleKeys.Blob(Type);
        byte[] file = [.. "openssh-key-v1\0"u8, .. SampleKeys.Wire("none", "none", ""), 0, 0, 0, 1,
            .. SampleKeys.Wire(publicBlob, (byte[])[1, 2, 3, 4, 1, 2, 3, 4, .. publicBlob])];
        Assert.Equal(PrivateKeyProblems.SecurityKey, ProblemOf(PemEncoding.WriteString("OPENSSH PRIVATE KEY", file)));
    }

    [Fact]
    public void Read_SeveralKeys()
    {
        var one = Made("ssh-keygen -q -N '' -f key -t ed25519");
        Assert.Equal(PrivateKeyProblems.SeveralKeys, ProblemOf(one + one));
        byte[] file = [.. "openssh-key-v1\0"u8, .. SampleKeys.Wire("none", "none", ""), 0, 0, 0, 2];
        Assert.Equal(PrivateKeyProblems.SeveralKeys, ProblemOf(PemEncoding.WriteString("OPENSSH PRIVATE KEY", file)));
    }

    [Theory]
    [InlineData("ssh-keygen -q -N '' -f key -t ed25519")]
    [InlineData("ssh-keygen -q -N '' -f key -t rsa -b 2048")]
    [InlineData("ssh-keygen -q -N '' -f key -t ecdsa")]
    [InlineData("ssh-keygen -q -N '' -f key -t ecdsa -m PEM")]
    [InlineData("ssh-keygen -q -N '' -f key -t rsa -b 2048 -m PKCS8")]
    [InlineData("openssl genpkey -algorithm ed25519 -out key")]
    public void Read_CutOrDamaged(string command)
    {
        var pem = Made(command).TrimEnd();
        Assert.Equal(PrivateKeyProblems.Truncated, ProblemOf(pem[..(pem.Length / 2)]));
        Assert.Equal(PrivateKeyProblems.Truncated, ProblemOf(pem[..^1]));
        var base64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
        Assert.Equal(PrivateKeyProblems.Truncated, PrivateKeyText.Read(base64[..((base64.Length / 8 * 4) + 1)]).Problem);

        var fields = PemEncoding.Find(pem);
        var (label, content) = (pem[fields.Label], Convert.FromBase64String(pem[fields.Base64Data]));
        foreach (var length in Enumerable.Range(0, content.Length))
        {
            var problem = ProblemOf(PemEncoding.WriteString(label, content.AsSpan(0, length)));
            Assert.True(problem is PrivateKeyProblems.Damaged or PrivateKeyProblems.Truncated, problem);
        }

        Assert.Equal(PrivateKeyProblems.Damaged, ProblemOf(PemEncoding.WriteString(label, [.. content, 0])));
        Assert.Equal(PrivateKeyProblems.Damaged, ProblemOf($"-----BEGIN {label}-----\n%%%\n-----END {label}-----"));
    }

    [Fact]
    public void Read_HalvesThatDoNotBelongTogether_IsDamaged()
    {
        foreach (var type in (string[])["ed25519", "ecdsa", "rsa -b 2048"])
        {
            var pem = Made("ssh-keygen -q -N '' -C '' -f key -t " + type);
            var content = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);

            // The private number is at the end, before an empty comment and the padding (RSA: q).
            content[^40] ^= 1;
            Assert.Equal(PrivateKeyProblems.Damaged, ProblemOf(PemEncoding.WriteString("OPENSSH PRIVATE KEY", content)));
        }
    }

    [Fact]
    public void Read_Garbage_NeverThrows()
    {
        Prop.ForAll<string>(text => { PrivateKeyText.Read(text); }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        string[] labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"];
        Prop.ForAll<byte[]>(bytes => labels.All(label => !PrivateKeyText.Read(PemEncoding.WriteString(label, bytes)).IsValid)).QuickCheckThrowOnFailure();

        string[] keys = [Made("ssh-keygen -q -N '' -f key -t ed25519"), Made("ssh-keygen -q -N '' -f key -t ecdsa"),
            Made("ssh-keygen -q -N '' -f key -t ecdsa -m PKCS8"), Made("openssl genpkey -algorithm ed25519 -out key")];
        var mutations =
            from pem in Gen.Elements(keys)
            from place in Gen.Choose(0, int.MaxValue)
            from change in Gen.Choose(1, 255)
            select (pem, place, change);
        Prop.ForAll(mutations.ToArbitrary(), m =>
        {
            var fields = PemEncoding.Find(m.pem);
            var content = Convert.FromBase64String(m.pem[fields.Base64Data]);
            content[m.place % content.Length] ^= (byte)m.change;
            PrivateKeyText.Read(PemEncoding.WriteString(m.pem[fields.Label], content)).Key?.Dispose();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
