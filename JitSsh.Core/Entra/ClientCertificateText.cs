using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace JitSsh.Core.Entra;

/// <summary>
/// Reads a certificate with its private key from what people keep in secret stores: PEM (certificate and key in one text), that PEM in base64, or a PFX in base64,
/// as Key Vault gives it. Of anything else it says what it is.
/// </summary>
public static class ClientCertificateText
{
    private const string HowTo = "Give both in one PEM text (cat cert.pem key.pem), or a PFX without a password in base64.";

    /// <summary>What is wrong with the text, as a sentence; null when nothing is.</summary>
    public static string? Problem(string? text, DateTimeOffset now)
    {
        var (certificate, problem) = Read(text, now);
        certificate?.Dispose();
        return certificate is null ? problem : null;
    }

    /// <summary>The certificate with its key, which the caller disposes; or what is wrong, as a sentence.</summary>
    internal static (X509Certificate2? Certificate, string Problem) Read(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, "The client certificate is empty.");
        }

        try
        {
            var read = text.Contains("-----BEGIN ", StringComparison.Ordinal) ? FromPem(text) : FromBase64(text);
            return read.Certificate is null ? read : Check(read.Certificate, now);
        }
        catch (CryptographicException)
        {
            return (null, $"The certificate or its private key is damaged, or the two do not belong together. {HowTo}");
        }
    }

    private static (X509Certificate2? Certificate, string Problem) FromPem(string pem)
    {
        var hasCertificate = pem.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal);
        return pem.Contains("ENCRYPTED", StringComparison.Ordinal) ? (null, "The private key has a passphrase. Take it away (openssl pkey -in key.pem -out plain.pem): the secret store is what protects the key.")
            : pem.Contains("-----BEGIN OPENSSH PRIVATE KEY-----", StringComparison.Ordinal) ? (null, $"This is an SSH key, not the certificate of an app registration. {HowTo}")
            : !hasCertificate && pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? (null, $"This is a private key without its certificate. {HowTo}")
            : !hasCertificate ? (null, $"This PEM text holds no certificate. {HowTo}")
            : !pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) ? (null, $"This is a certificate without its private key. {HowTo}")
            : (X509Certificate2.CreateFromPem(pem, pem), "");
    }

    private static (X509Certificate2? Certificate, string Problem) FromBase64(string text)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return (null, $"This is neither PEM nor base64. {HowTo}");
        }

        try
        {
            if (bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0)
            {
                return FromPem(Encoding.UTF8.GetString(bytes));
            }

            return X509Certificate2.GetCertContentType(bytes) switch
            {
                X509ContentType.Pkcs12 => FromPfx(bytes),
                X509ContentType.Cert => (null, $"This is a certificate without its private key. {HowTo}"),
                _ => (null, $"This is base64, but of neither a PEM text nor a PFX. {HowTo}"),
            };
        }
        catch (CryptographicException)
        {
            return (null, $"This is base64, but of neither a PEM text nor a PFX. {HowTo}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static (X509Certificate2? Certificate, string Problem) FromPfx(byte[] bytes)
    {
        try
        {
            return (X509CertificateLoader.LoadPkcs12(bytes, password: null, X509KeyStorageFlags.EphemeralKeySet), "");
        }
        catch (CryptographicException)
        {
            return (null, "The PFX has a password, or is damaged. Give it without a password: the secret store is what protects it.");
        }
    }

    private static (X509Certificate2? Certificate, string Problem) Check(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var key = certificate.GetRSAPrivateKey();
        var problem = !certificate.HasPrivateKey ? $"This is a certificate without its private key. {HowTo}"
            : key is null ? "The certificate's key is not RSA. Entra takes RSA only to sign in with."
            : certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime ? $"The certificate has expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}. Make a new one, and add its public half to the app registration."
            : certificate.NotBefore.ToUniversalTime() > now.UtcDateTime ? $"The certificate is valid only from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC. Check this machine's clock."
            : null;
        if (problem is null)
        {
            return (certificate, "");
        }

        certificate.Dispose();
        return (null, problem);
    }
}
