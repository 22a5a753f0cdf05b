using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.SshKeys;

/// <summary>
/// Writes the data types of RFC 4251 section 5 into one buffer. A string that contains others is opened and closed, and
/// its length is filled in afterwards, so nothing is copied. <see cref="Dispose"/> overwrites the buffer with zeros,
/// and so does growing it: it may hold a private key.
/// </summary>
internal sealed class SshWireWriter(int capacity) : IDisposable
{
    private byte[] _buffer = new byte[capacity];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(sizeof(uint)), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(sizeof(ulong)), value);

    public void String(ReadOnlySpan<byte> bytes)
    {
        UInt32((uint)bytes.Length);
        Raw(bytes);
    }

    public void String(string text)
    {
        var mark = Open();
        Encoding.UTF8.GetBytes(text, Take(Encoding.UTF8.GetByteCount(text)));
        Close(mark);
    }

    /// <summary>An mpint from an unsigned big-endian number, in its shortest form.</summary>
    public void Mpint(ReadOnlySpan<byte> unsigned)
    {
        unsigned = unsigned.TrimStart((byte)0);
        var sign = !unsigned.IsEmpty && unsigned[0] >= 0x80 ? 1 : 0;
        UInt32((uint)(unsigned.Length + sign));
        Take(sign).Clear();
        Raw(unsigned);
    }

    /// <summary>Begins a string whose length is not known yet; give the answer to <see cref="Close"/>.</summary>
    public int Open()
    {
        UInt32(0);
        return _length;
    }

    public void Close(int mark) =>
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(mark - sizeof(uint)), (uint)(_length - mark));

    public byte[] ToArray() => Written.ToArray();

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    private Span<byte> Take(int count)
    {
        if (_length + count > _buffer.Length)
        {
            var larger = new byte[Math.Max(_buffer.Length * 2, _length + count)];
            Written.CopyTo(larger);
            CryptographicOperations.ZeroMemory(_buffer);
            _buffer = larger;
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
