using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace JitSsh.Core.SshKeys;

/// <summary>
/// The two questions JitSsh has about Ed25519 (RFC 8032 section 5.1): which public key belongs to a seed, and whether 32
/// bytes are a point at all. .NET 10 has no Ed25519, and ssh-add 9.2 does not take it as PKCS#8, so a key from
/// <c>openssl genpkey</c> has to be put in OpenSSH's own container, which wants the public half.
/// </summary>
/// <remarks>
/// Deliberately no signing: this arithmetic is not constant in time. It runs once, when an admin pastes a key, where nobody
/// else can measure it.
/// </remarks>
internal static class Ed25519Curve
{
    public const int KeyLength = 32;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Mod(-121665 * Invert(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);

    private static readonly BigInteger BaseX =
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202", CultureInfo.InvariantCulture);

    private static readonly BigInteger BaseY = Mod(4 * Invert(5));

    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(seed, hash);
        var scalarBytes = hash[..KeyLength];
        scalarBytes[0] &= 0xf8;
        scalarBytes[31] &= 0x7f;
        scalarBytes[31] |= 0x40;
        var scalar = new BigInteger(scalarBytes, isUnsigned: true);
        CryptographicOperations.ZeroMemory(hash);

        var result = new Point(0, 1, 1, 0);
        var power = new Point(BaseX, BaseY, 1, Mod(BaseX * BaseY));
        for (; !scalar.IsZero; scalar >>= 1)
        {
            result = scalar.IsEven ? result : Add(result, power);
            power = Add(power, power);
        }

        var inverse = Invert(result.Z);
        var x = Mod(result.X * inverse);
        var encoded = new byte[KeyLength];
        Mod(result.Y * inverse).TryWriteBytes(encoded, out _, isUnsigned: true);
        encoded[31] |= x.IsEven ? (byte)0 : (byte)0x80;
        return encoded;
    }

    /// <summary>Whether these bytes decode to a point (RFC 8032 section 5.1.3).</summary>
    public static bool IsPoint(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length != KeyLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[KeyLength];
        encoded.CopyTo(bytes);
        var negative = bytes[31] >= 0x80;
        bytes[31] &= 0x7f;
        var y = new BigInteger(bytes, isUnsigned: true);
        if (y >= P)
        {
            return false;
        }

        var square = Mod(((y * y) - 1) * Invert(Mod((D * y * y) + 1)));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        x = Mod(x * x) == square ? x : Mod(x * RootOfMinusOne);
        return Mod(x * x) == square && !(x.IsZero && negative);
    }

    /// <summary>Addition in extended coordinates; it is complete, so it doubles as well (RFC 8032 section 5.1.4).</summary>
    private static Point Add(Point p, Point q)
    {
        var a = Mod((p.Y - p.X) * (q.Y - q.X));
        var b = Mod((p.Y + p.X) * (q.Y + q.X));
        var c = Mod(2 * D * p.T * q.T);
        var d = Mod(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(value, P - 2, P);

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T);
}
