using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JitSsh.Lab.Azure;

/// <summary>A certificate authority that lives as long as the simulation; its private key never leaves memory.</summary>
internal sealed class ThrowAwayCa : IDisposable
{
    private const string SystemBundle = "/etc/ssl/certs/ca-certificates.crt";
    private readonly DateTimeOffset from;

    public ThrowAwayCa(TimeProvider time)
    {
        from = time.GetUtcNow().AddMinutes(-5);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=JitSsh lab throw-away CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Root = request.CreateSelfSigned(from, from.AddDays(8));
    }

    public X509Certificate2 Root { get; }

    /// <summary>A server certificate for 127.0.0.1 and localhost, with its key.</summary>
    public X509Certificate2 IssueServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=JitSsh lab simulated Azure", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Root, true, false));
        using var certificate = request.Create(Root, from, from.AddDays(7), RandomNumberGenerator.GetBytes(16));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>
    /// Writes <c>azure-ca.pem</c>, and <c>azure-ca-bundle.pem</c> with the system's own authorities before it: <c>SSL_CERT_FILE</c>
    /// replaces the system's trust, so a bundle without them would cut the process off from everything else.
    /// </summary>
    /// <returns>The two paths.</returns>
    public (string Ca, string Bundle) Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var (ca, bundle) = (Path.Combine(directory, "azure-ca.pem"), Path.Combine(directory, "azure-ca-bundle.pem"));
        var pem = Root.ExportCertificatePem() + "\n";
        File.WriteAllText(ca, pem);
        File.WriteAllText(bundle, (File.Exists(SystemBundle) ? File.ReadAllText(SystemBundle).TrimEnd() + "\n" : "") + pem);
        return (ca, bundle);
    }

    public void Dispose() => Root.Dispose();
}
