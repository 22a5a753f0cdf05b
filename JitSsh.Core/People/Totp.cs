using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.People;

/// <summary>Codes that an authenticator app shows (RFC 6238): six digits from a shared secret and the time, HMAC with SHA-1, a new one every 30 seconds. These are what every app knows.</summary>
public static class Totp
{
    /// <summary>The digits of a code.</summary>
    public const int Digits = 6;

    /// <summary>The bytes of a secret: as long as the hash (RFC 4226, 4).</summary>
    public const int SecretLength = 20;

    private const int StepSeconds = 30;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The number of the 30 seconds that a moment is in.</summary>
    public static long StepAt(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of these 30 seconds.</summary>
    /// <param name="secret">The shared secret.</param>
    /// <param name="step">The number of the 30 seconds (<see cref="StepAt"/>).</param>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // What HMAC asks of its hash SHA-1 still has, and apps know no other.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, the present one or one beside it, as clocks differ and typing takes time; null when it is none of them.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        long? match = null;
        foreach (var step in (ReadOnlySpan<long>)[StepAt(now) - 1, StepAt(now), StepAt(now) + 1])
        {
            // All three, so that the time of the answer says nothing.
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(secret, step)), Encoding.ASCII.GetBytes(code)))
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>Base32 (RFC 4648) without padding, upper case.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var b in bytes)
        {
            (buffer, bits) = (((buffer << 8) | b) & 0xfff, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }
}
