using JitSsh.Core.SshKeys;
using System.Security.Cryptography;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>
/// Makes a new key for a connector: ECDSA P-256 as PKCS#8, which every ssh-add of the last decade loads. Not Ed25519: .NET has
/// no implementation of it, and a secret is no place for our own; P-256 is also what FIPS systems accept.
/// </summary>
public static class GeneratePrivateKey
{
    /// <summary>A new random key. Whoever receives it disposes it.</summary>
    public static PrivateKeyText Execute()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = key.ExportPkcs8PrivateKey();
        try
        {
            return new PrivateKeyText(PemText.Write("PRIVATE KEY", der), NistCurve.PublicBlobOf(key)!);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }
}
