using System.Numerics;
using System.Text;

namespace JitSsh.Core.SshKeys;

/// <summary>Checks the binary form of a public key: everything is there, nothing is left over, and the numbers can be a key.</summary>
internal static class SshKeyBlob
{
    /// <summary>OpenSSH's SSHBUF_MAX_BIGNUM.</summary>
    private const int MaximumRsaBits = 16384;

    private const int MaximumExponentBytes = 8;

    /// <summary>The sentence that says what is wrong, or null; then <paramref name="bits"/> is the key's size.</summary>
    public static string? ProblemOf(SshKeyKind kind, ReadOnlySpan<byte> blob, int minimumRsaBits, out int bits)
    {
        bits = 0;
        var reader = new SshWireReader(blob);
        if (!reader.TryReadString(out var inner))
        {
            return SshKeyProblems.Truncated;
        }

        var innerType = Printable.Of(Encoding.UTF8.GetString(inner), 60);
        if (innerType != kind.Name)
        {
            return SshKeyProblems.WrongInnerType(kind.Name, innerType.Length == 0 ? "something else" : innerType);
        }

        var problem = kind.Shape switch
        {
            SshKeyShape.Ed25519 => Ed25519Problem(ref reader, out bits),
            SshKeyShape.Ecdsa => EcdsaProblem(kind, ref reader, out bits),
            _ => RsaProblem(ref reader, minimumRsaBits, out bits),
        };
        if (problem is null && kind.IsSecurityKey && (!reader.TryReadString(out var application) || application.IsEmpty))
        {
            problem = SshKeyProblems.Truncated;
        }

        return problem ?? (reader.AtEnd ? null : SshKeyProblems.Trailing);
    }

    private static string? Ed25519Problem(ref SshWireReader reader, out int bits)
    {
        bits = 256;
        return !reader.TryReadString(out var point) ? SshKeyProblems.Truncated
            : Ed25519Curve.IsPoint(point) ? null
            : SshKeyProblems.NotOnCurve;
    }

    private static string? EcdsaProblem(SshKeyKind kind, ref SshWireReader reader, out int bits)
    {
        var curve = kind.Curve!;
        bits = curve.Bits;
        if (!reader.TryReadString(out var name) || !reader.TryReadString(out var point))
        {
            return SshKeyProblems.Truncated;
        }

        if (!name.SequenceEqual(Encoding.ASCII.GetBytes(curve.Name)))
        {
            return SshKeyProblems.WrongCurve(kind.Name);
        }

        if (!curve.TryImport(point, default, out var key))
        {
            return SshKeyProblems.NotOnCurve;
        }

        key.Dispose();
        return null;
    }

    private static string? RsaProblem(ref SshWireReader reader, int minimumBits, out int bits)
    {
        bits = 0;
        var atExponent = reader;
        if (!reader.TryReadString(out _) || !reader.TryReadString(out _))
        {
            return SshKeyProblems.Truncated;
        }

        reader = atExponent;
        if (!reader.TryReadPositiveMpint(out var e) || !reader.TryReadPositiveMpint(out var n)
            || e.Length > MaximumExponentBytes || e[^1] % 2 == 0 || n[^1] % 2 == 0 || e is [1])
        {
            return SshKeyProblems.BadRsa;
        }

        bits = ((n.Length - 1) * 8) + BitOperations.Log2(n[0]) + 1;
        return bits < minimumBits ? SshKeyProblems.ShortRsa(bits, minimumBits)
            : bits > MaximumRsaBits ? SshKeyProblems.LongRsa(bits, MaximumRsaBits)
            : null;
    }
}
