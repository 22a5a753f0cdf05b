using JitSsh.Tests.Core.SshKeys;
using System.Security.Cryptography;
using JitSsh.Core.Certificates;
using Xunit;

namespace JitSsh.Tests.Core.Certificates;

public sealed class CertificateAuthorityKeyTests
{
    [Fact]
    public void ImportOfExport_IsTheSameKey_AndSshKeygenAgrees()
    {
        using var key = CertificateAuthorityKey.Create();
        using var again = CertificateAuthorityKey.Import(key.ExportPkcs8()).Value!;
        using var tools = new SshTools();

        Assert.Equal(key.PublicKeyLine, again.PublicKeyLine);
        Assert.Contains(key.Fingerprint, tools.Run("ssh-keygen", null, "-lf", tools.Write("ca.pub", key.PublicKeyLine + "\n")), StringComparison.Ordinal);
        Assert.Equal("CA " + key.Fingerprint, key.ToString());
        using var signer = key.CreateSigner();
        Assert.Equal("CA " + key.Fingerprint, signer.ToString());
    }

    [Fact]
    public void Import_AnythingElse_IsRefused()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        using var rsa = RSA.Create(2048);
        byte[][] all = [[], [1, 2, 3], [.. p256.ExportPkcs8PrivateKey(), 0], p256.ExportECPrivateKey(), p384.ExportPkcs8PrivateKey(),
            brainpool.ExportPkcs8PrivateKey(), rsa.ExportPkcs8PrivateKey()];
        Assert.All(all, bytes => Assert.Equal(
            "The CA key cannot be read: it must be an ECDSA P-256 key as PKCS#8, without a passphrase.",
            CertificateAuthorityKey.Import(bytes).Problem));
    }
}
