using JitSsh.Core.SshKeys;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>
/// OpenSSH's own file for private keys (PROTOCOL.key): magic, cipher, kdf, number of keys, public keys, private keys. It is
/// read for its public half, and to be sure that both halves are there and belong together.
/// </summary>
internal static class OpenSshContainer
{
    private const string Label = "OPENSSH PRIVATE KEY";
    private const int BlockLength = 8;

    private static ReadOnlySpan<byte> Magic => "openssh-key-v1\0"u8;

    public static PrivateKeyTextResult Read(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Magic))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Damaged);
        }

        var reader = new SshWireReader(content[Magic.Length..]);
        if (!reader.TryReadString(out var cipher) || !reader.TryReadString(out _) || !reader.TryReadString(out _)
            || !reader.TryReadUInt32(out var keys))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Truncated);
        }

        if (!cipher.SequenceEqual("none"u8))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Passphrase);
        }

        if (keys != 1)
        {
            return PrivateKeyTextResult.Refused(keys == 0 ? PrivateKeyProblems.NoKey : PrivateKeyProblems.SeveralKeys);
        }

        if (!reader.TryReadString(out var publicBlob) || !reader.TryReadString(out var privateKeys))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Truncated);
        }

        var problem = reader.AtEnd ? ProblemOf(publicBlob, privateKeys) : PrivateKeyProblems.Damaged;
        return problem is null
            ? PrivateKeyTextResult.Of(new PrivateKeyText(PemText.Write(Label, content), publicBlob.ToArray()))
            : PrivateKeyTextResult.Refused(problem);
    }

    /// <summary>Writes the container for an Ed25519 seed, since ssh-add 9.2 does not take PKCS#8 for this type.</summary>
    public static PrivateKeyTextResult OfEd25519(ReadOnlySpan<byte> seed)
    {
        var publicKey = Ed25519Curve.PublicKeyOf(seed);
        using var blob = new SshWireWriter(64);
        blob.String("ssh-ed25519"u8);
        blob.String(publicKey);

        using var file = new SshWireWriter(512);
        file.Raw(Magic);
        file.String("none"u8);
        file.String("none"u8);
        file.String(""u8);
        file.UInt32(1);
        file.String(blob.Written);
        var privateKeys = file.Open();
        var start = file.Written.Length;
        var check = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
        file.UInt32(check);
        file.UInt32(check);
        file.Raw(blob.Written);
        var pair = file.Open();
        file.Raw(seed);
        file.Raw(publicKey);
        file.Close(pair);
        file.String(""u8);
        for (byte pad = 1; (file.Written.Length - start) % BlockLength != 0; pad++)
        {
            file.Raw([pad]);
        }

        file.Close(privateKeys);
        return PrivateKeyTextResult.Of(new PrivateKeyText(PemText.Write(Label, file.Written), blob.ToArray()));
    }

    private static string? ProblemOf(ReadOnlySpan<byte> publicBlob, ReadOnlySpan<byte> privateKeys)
    {
        var pub = new SshWireReader(publicBlob);
        var priv = new SshWireReader(privateKeys);
        if (!pub.TryReadString(out var type) || !priv.TryReadUInt32(out var check1) || !priv.TryReadUInt32(out var check2)
            || check1 != check2 || !priv.TryReadString(out var privateType) || !privateType.SequenceEqual(type))
        {
            return PrivateKeyProblems.Damaged;
        }

        var problem = Encoding.ASCII.GetString(type) switch
        {
            "ssh-ed25519" => Ed25519Problem(ref pub, ref priv),
            "ssh-rsa" => RsaProblem(ref pub, ref priv),
            "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" => EcProblem(type, ref pub, ref priv),
            "ssh-dss" => PrivateKeyProblems.Dsa,
            var other when other.StartsWith("sk-", StringComparison.Ordinal) => PrivateKeyProblems.SecurityKey,
            _ => PrivateKeyProblems.UnknownKind,
        };
        return problem ?? (pub.AtEnd && priv.TryReadString(out _) && IsPadding(priv.Rest) ? null : PrivateKeyProblems.Damaged);
    }

    private static string? Ed25519Problem(ref SshWireReader pub, ref SshWireReader priv) =>
        pub.TryReadString(out var key) && priv.TryReadString(out var repeated) && priv.TryReadString(out var pair)
            && key.Length == Ed25519Curve.KeyLength && pair.Length == 2 * Ed25519Curve.KeyLength
            && repeated.SequenceEqual(key) && pair[Ed25519Curve.KeyLength..].SequenceEqual(key)
            && key.SequenceEqual(Ed25519Curve.PublicKeyOf(pair[..Ed25519Curve.KeyLength]))
            ? null
            : PrivateKeyProblems.Damaged;

    private static string? EcProblem(ReadOnlySpan<byte> type, ref SshWireReader pub, ref SshWireReader priv)
    {
        if (!pub.TryReadString(out var curveName) || !pub.TryReadString(out var point)
            || !priv.TryReadString(out var repeatedName) || !priv.TryReadString(out var repeated)
            || !priv.TryReadPositiveMpint(out var number)
            || !repeatedName.SequenceEqual(curveName) || !repeated.SequenceEqual(point)
            || NistCurve.OfName(Encoding.ASCII.GetString(curveName)) is not { } curve
            || !type.SequenceEqual(Encoding.ASCII.GetBytes(curve.KeyType))
            || !curve.TryImport(point, number, out var key))
        {
            return PrivateKeyProblems.Damaged;
        }

        key.Dispose();
        return null;
    }

    private static string? RsaProblem(ref SshWireReader pub, ref SshWireReader priv)
    {
        // Public: e, n. Private: n, e, d, 1/q mod p, p, q.
        if (!pub.TryReadPositiveMpint(out var e) || !pub.TryReadPositiveMpint(out var n)
            || !priv.TryReadPositiveMpint(out var n2) || !priv.TryReadPositiveMpint(out var e2)
            || !priv.TryReadPositiveMpint(out _) || !priv.TryReadPositiveMpint(out _)
            || !priv.TryReadPositiveMpint(out var p) || !priv.TryReadPositiveMpint(out var q)
            || !n2.SequenceEqual(n) || !e2.SequenceEqual(e) || Number(p) * Number(q) != Number(n))
        {
            return PrivateKeyProblems.Damaged;
        }

        return PrivateKeyBlock.RsaProblem((int)Number(n).GetBitLength());
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static bool IsPadding(ReadOnlySpan<byte> rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] != (byte)(i + 1))
            {
                return false;
            }
        }

        return rest.Length < 256;
    }
}
