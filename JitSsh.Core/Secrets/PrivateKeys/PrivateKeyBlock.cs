using JitSsh.Core.SshKeys;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>Turns one PEM block with a private key into a <see cref="PrivateKeyText"/>, or says why not.</summary>
internal static class PrivateKeyBlock
{
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string DsaOid = "1.2.840.10040.4.1";
    private const string Ed25519Oid = "1.3.101.112";
    private const int MinimumRsaBits = 2048;

    public static PrivateKeyTextResult Read(string label, ReadOnlySpan<byte> body)
    {
        if (label == "ENCRYPTED PRIVATE KEY" || (body.IndexOf("Proc-Type:"u8) >= 0 && body.IndexOf("ENCRYPTED"u8) >= 0))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Passphrase);
        }

        if (label == "DSA PRIVATE KEY")
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Dsa);
        }

        if (!PemText.TryDecode(body, out var content))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Damaged);
        }

        try
        {
            return label switch
            {
                "OPENSSH PRIVATE KEY" => OpenSshContainer.Read(content),
                "RSA PRIVATE KEY" => ReadRsa(label, content, (key, der) => { key.ImportRSAPrivateKey(der, out var read); return read; }),
                "EC PRIVATE KEY" => ReadEc(label, content, (key, der) => { key.ImportECPrivateKey(der, out var read); return read; }),
                "PRIVATE KEY" => ReadPkcs8(label, content),
                _ => PrivateKeyTextResult.Refused(PrivateKeyProblems.UnknownKind),
            };
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            // This is how .NET answers "no such key".
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Damaged);
        }
        catch (PlatformNotSupportedException)
        {
            // And this is how it answers "no such curve".
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.UnknownKind);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public static string? RsaProblem(int bits) => bits < MinimumRsaBits ? PrivateKeyProblems.ShortRsa(bits) : null;

    /// <summary>RFC 5208: version, algorithm, key. RFC 8410: an Ed25519 key is an octet string inside that octet string.</summary>
    private static PrivateKeyTextResult ReadPkcs8(string label, byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        info.ReadInteger();
        var oid = info.ReadSequence().ReadObjectIdentifier();
        switch (oid)
        {
            case RsaOid:
                return ReadRsa(label, der, (key, bytes) => { key.ImportPkcs8PrivateKey(bytes, out var read); return read; });
            case EcOid:
                return ReadEc(label, der, (key, bytes) => { key.ImportPkcs8PrivateKey(bytes, out var read); return read; });
            case DsaOid:
                return PrivateKeyTextResult.Refused(PrivateKeyProblems.Dsa);
            case Ed25519Oid:
                var wrapped = info.ReadOctetString();
                var seed = new AsnReader(wrapped, AsnEncodingRules.DER).ReadOctetString();
                var result = seed.Length == Ed25519Curve.KeyLength
                    ? OpenSshContainer.OfEd25519(seed)
                    : PrivateKeyTextResult.Refused(PrivateKeyProblems.Damaged);
                CryptographicOperations.ZeroMemory(wrapped);
                CryptographicOperations.ZeroMemory(seed);
                return result;
            default:
                return PrivateKeyTextResult.Refused(PrivateKeyProblems.UnknownKind);
        }
    }

    private static PrivateKeyTextResult ReadRsa(string label, byte[] der, Func<RSA, byte[], int> import)
    {
        using var key = RSA.Create();
        if (import(key, der) != der.Length)
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Damaged);
        }

        if (RsaProblem(key.KeySize) is { } problem)
        {
            return PrivateKeyTextResult.Refused(problem);
        }

        var parameters = key.ExportParameters(includePrivateParameters: false);
        using var blob = new SshWireWriter(2200);
        blob.String("ssh-rsa"u8);
        blob.Mpint(parameters.Exponent);
        blob.Mpint(parameters.Modulus);
        return PrivateKeyTextResult.Of(new PrivateKeyText(PemText.Write(label, der), blob.ToArray()));
    }

    private static PrivateKeyTextResult ReadEc(string label, byte[] der, Func<ECDsa, byte[], int> import)
    {
        using var key = ECDsa.Create();
        if (import(key, der) != der.Length)
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Damaged);
        }

        return NistCurve.PublicBlobOf(key) is { } blob
            ? PrivateKeyTextResult.Of(new PrivateKeyText(PemText.Write(label, der), blob))
            : PrivateKeyTextResult.Refused(PrivateKeyProblems.UnknownKind);
    }
}
