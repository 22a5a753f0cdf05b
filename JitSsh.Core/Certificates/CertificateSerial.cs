using System.Buffers.Binary;
using System.Security.Cryptography;

namespace JitSsh.Core.Certificates;

/// <summary>Serial numbers of certificates: random, so that replicas need not agree on a counter, and nothing can be counted.</summary>
public static class CertificateSerial
{
    /// <summary>A random number of 64 bits; not 0, which PROTOCOL.certkeys keeps for "not numbered".</summary>
    public static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        ulong serial;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            serial = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }
        while (serial == 0);
        return serial;
    }
}
