using JitSsh.Core.SshKeys;
using System.Text;
using JitSsh.Core.Secrets.PrivateKeys;
using Xunit;

namespace JitSsh.Tests.Core.Secrets;

/// <summary>Every type and format, made by ssh-keygen and openssl, loaded by a real ssh-agent.</summary>
public sealed class PrivateKeyTextTests
{
    private const string Keygen = "ssh-keygen -q -N '' -C c -f key ";

    [Theory]
    [InlineData("OPENSSH", Keygen + "-t ed25519")]
    [InlineData("OPENSSH", Keygen + "-t rsa -b 2048")]
    [InlineData("OPENSSH", Keygen + "-t rsa -b 4096")]
    [InlineData("OPENSSH", Keygen + "-t ecdsa -b 256")]
    [InlineData("OPENSSH", Keygen + "-t ecdsa -b 384")]
    [InlineData("OPENSSH", Keygen + "-t ecdsa -b 521")]
    [InlineData("RSA", Keygen + "-t rsa -b 3072 -m PEM")]
    [InlineData("EC", Keygen + "-t ecdsa -b 256 -m PEM")]
    [InlineData("EC", Keygen + "-t ecdsa -b 521 -m PEM")]
    [InlineData("", Keygen + "-t rsa -b 3072 -m PKCS8")]
    [InlineData("", Keygen + "-t ecdsa -b 384 -m PKCS8")]
    [InlineData("", "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key -quiet")]
    [InlineData("", "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key")]
    [InlineData("EC", "openssl ecparam -name prime256v1 -genkey -out key")]
    [InlineData("OPENSSH", "openssl genpkey -algorithm ed25519 -out key")]
    public void Read_EveryTypeAndFormat_IsLoadedBySshAdd(string label, string command)
    {
        using var agent = new SshAgent();
        agent.Tools.Run("sh", null, "-c", command);
        var pem = File.ReadAllBytes(agent.Tools.PathOf("key"));

        using var key = PrivateKeyText.Read(pem).Key!;

        var listed = agent.Load(key.Text);
        Assert.Contains(key.Fingerprint, listed, StringComparison.Ordinal);
        Assert.Contains(key.PublicKeyLine, listed, StringComparison.Ordinal);
        Assert.Equal(label + (label.Length > 0 ? " " : "") + "PRIVATE KEY", Encoding.ASCII.GetString(key.Text.Span).Split("-----")[1]["BEGIN ".Length..]);
        Assert.Equal(key.KeyType, HostPublicKey.Parse(key.PublicKeyLine).Value!.Type);
        Assert.Equal(key.Fingerprint, HostPublicKey.Parse(key.PublicKeyLine).Value!.Fingerprint);
        AssertEveryWayToPasteGivesTheSame(pem, key);
    }

    private static void AssertEveryWayToPasteGivesTheSame(byte[] pem, PrivateKeyText key)
    {
        var text = Encoding.ASCII.GetString(pem);
        var base64 = Convert.ToBase64String(pem);
        string[] ways =
        [
            base64,
            Convert.ToBase64String(pem, Base64FormattingOptions.InsertLineBreaks) + "\r\n",
            string.Join('\n', base64.Chunk(76).Select(line => new string(line))) + "\n",
            base64.Replace("A", "A ", StringComparison.Ordinal),
            "\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal),
            "  " + text.Replace("\n", " ", StringComparison.Ordinal),
            text.TrimEnd(),
            Convert.ToBase64String(Encoding.ASCII.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal))),
            Encoding.ASCII.GetString(key.ToBase64()),
        ];
        foreach (var way in ways)
        {
            using var again = PrivateKeyText.Read(way).Key!;
            Assert.Equal(key.Fingerprint, again.Fingerprint);
            var normal = Encoding.ASCII.GetString(again.Text.Span);
            Assert.DoesNotContain('\r', normal);
            Assert.EndsWith("PRIVATE KEY-----\n", normal, StringComparison.Ordinal);

            // The check numbers of a converted Ed25519 key are random; everything else is the same to the byte.
            if (!key.KeyType.Contains("ed25519", StringComparison.Ordinal))
            {
                Assert.Equal(Encoding.ASCII.GetString(key.Text.Span), normal);
            }
        }
    }

    [Fact]
    public void Read_KeyAndCertificateTogether_AsKeyVaultGivesThem_TakesTheKey()
    {
        using var agent = new SshAgent();
        agent.Tools.Run("sh", null, "-c", "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -subj /CN=x -days 1 2>&1 && cat key cert > both");
        using var key = PrivateKeyText.Read(File.ReadAllBytes(agent.Tools.PathOf("both"))).Key!;
        Assert.Contains(key.Fingerprint, agent.Load(key.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("CERTIFICATE", Encoding.ASCII.GetString(key.Text.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_IsLoadedBySshAdd_AndIsAnotherEachTime()
    {
        using var agent = new SshAgent();
        using var key = GeneratePrivateKey.Execute();
        using var other = GeneratePrivateKey.Execute();
        Assert.Contains(key.PublicKeyLine, agent.Load(key.Text), StringComparison.Ordinal);
        Assert.NotEqual(key.Fingerprint, other.Fingerprint);
        using var again = PrivateKeyText.Read(key.ToBase64()).Key!;
        Assert.Equal(key.PublicKeyLine, again.PublicKeyLine);
    }

    [Fact]
    public void ToStringAndDispose_RevealNothingAndLeaveNothing()
    {
        var key = GeneratePrivateKey.Execute();
        var text = key.Text;
        Assert.Equal($"private key ecdsa-sha2-nistp256 {key.Fingerprint}", key.ToString());
        key.Dispose();
        Assert.All(text.ToArray(), b => Assert.Equal(0, b));
        Assert.Throws<ObjectDisposedException>(() => key.Text);
        Assert.Throws<ObjectDisposedException>(key.ToBase64);
    }
}
