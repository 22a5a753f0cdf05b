using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace JitSsh.Core.SshKeys;

/// <summary>The three curves of RFC 5656 section 10.1 under their SSH names, and their points as SSH writes them.</summary>
internal sealed record NistCurve(string Name, string Oid, int Bits)
{
    public static readonly NistCurve P256 = new("nistp256", "1.2.840.10045.3.1.7", 256);

    private static readonly NistCurve[] All = [P256, new("nistp384", "1.3.132.0.34", 384), new("nistp521", "1.3.132.0.35", 521)];

    public string KeyType => "ecdsa-sha2-" + Name;

    public int FieldLength => (Bits + 7) / 8;

    public static NistCurve? OfOid(string? oid) => Array.Find(All, curve => curve.Oid == oid);

    public static NistCurve? OfName(string name) => Array.Find(All, curve => curve.Name == name);

    /// <summary>
    /// The key with this point, and this private number if there is one. Only the uncompressed form (0x04, x, y) is taken, as
    /// OpenSSH does. <c>false</c>: not of this shape, not on the curve, or the two halves do not belong together.
    /// </summary>
    public bool TryImport(ReadOnlySpan<byte> point, ReadOnlySpan<byte> privateNumber, [NotNullWhen(true)] out ECDsa? key)
    {
        key = null;
        if (point.Length != 1 + (2 * FieldLength) || point[0] != 4 || privateNumber.Length > FieldLength)
        {
            return false;
        }

        byte[]? secret = null;
        if (!privateNumber.IsEmpty)
        {
            secret = new byte[FieldLength];
            privateNumber.CopyTo(secret.AsSpan(FieldLength - privateNumber.Length));
        }

        var parameters = new ECParameters
        {
            Curve = ECCurve.CreateFromValue(Oid),
            Q = new ECPoint { X = point.Slice(1, FieldLength).ToArray(), Y = point[(1 + FieldLength)..].ToArray() },
            D = secret,
        };
        try
        {
            parameters.Validate();
            key = ECDsa.Create(parameters);
            return true;
        }
        catch (CryptographicException)
        {
            // This is how .NET answers "not on the curve".
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>The SSH public key blob of a key on one of these curves (RFC 5656 section 3.1), or null for another curve.</summary>
    public static byte[]? PublicBlobOf(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        if (OfOid(parameters.Curve.Oid?.Value) is not { } curve)
        {
            return null;
        }

        using var blob = new SshWireWriter(256);
        blob.String(curve.KeyType);
        blob.String(curve.Name);
        var mark = blob.Open();
        blob.Raw([4]);
        blob.Raw(parameters.Q.X);
        blob.Raw(parameters.Q.Y);
        blob.Close(mark);
        return blob.ToArray();
    }
}
