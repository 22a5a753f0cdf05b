using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JitSsh.Core.Entra;
using Xunit;

namespace JitSsh.Tests.Core.Entra;

public sealed class ClientCertificateTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Problem_EachWrongThing_IsNamed()
    {
        using var key = RSA.Create(2048);
        using var certificate = Make(key, Now.AddDays(30));
        using var old = Make(key, Now.AddDays(-1));
        var (cert, secret) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        Assert.Null(ClientCertificateText.Problem($"{cert}\n{secret}", Now));
        Assert.StartsWith("The client certificate is empty.", Problem(" "), StringComparison.Ordinal);
        Assert.StartsWith("This is a certificate without its private key.", Problem(cert), StringComparison.Ordinal);
        Assert.StartsWith("This is a certificate without its private key.", Problem(Convert.ToBase64String(certificate.RawData)), StringComparison.Ordinal);
        Assert.StartsWith("This is a private key without its certificate.", Problem(secret), StringComparison.Ordinal);
        Assert.StartsWith("The private key has a passphrase.", Problem($"{cert}\n{key.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))}"), StringComparison.Ordinal);
        Assert.StartsWith("The PFX has a password", Problem(Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12, "x"))), StringComparison.Ordinal);
        Assert.StartsWith("This is neither PEM nor base64.", Problem("abc~secret.value"), StringComparison.Ordinal);
        Assert.StartsWith("This is base64, but of neither a PEM text nor a PFX.", Problem(Convert.ToBase64String(Encoding.ASCII.GetBytes("something else"))), StringComparison.Ordinal);
        Assert.StartsWith("The certificate has expired on 2026-03-01.", Problem($"{old.ExportCertificatePem()}\n{secret}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Problem_KeyOfAnother_OrNotRsa_IsNamed()
    {
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        using var certificate = Make(key, Now.AddDays(30));
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var elliptic = new CertificateRequest("CN=x", curve, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));

        Assert.StartsWith("The certificate or its private key is damaged, or the two do not belong together.", Problem($"{certificate.ExportCertificatePem()}\n{other.ExportPkcs8PrivateKeyPem()}"), StringComparison.Ordinal);
        Assert.StartsWith("The certificate's key is not RSA.", Problem($"{elliptic.ExportCertificatePem()}\n{curve.ExportPkcs8PrivateKeyPem()}"), StringComparison.Ordinal);
    }

    private static string? Problem(string text) => ClientCertificateText.Problem(text, Now);

    private static X509Certificate2 Make(RSA key, DateTimeOffset end) =>
        new CertificateRequest("CN=jitssh", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now.AddDays(-60), end);
}
