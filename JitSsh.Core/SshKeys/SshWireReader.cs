using System.Buffers.Binary;

namespace JitSsh.Core.SshKeys;

/// <summary>Reads the data types of RFC 4251 section 5. Nothing throws: what is not there is answered with <c>false</c>.</summary>
internal ref struct SshWireReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(uint)..];
        return true;
    }

    public bool TryReadUInt64(out ulong value)
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(ulong)..];
        return true;
    }

    public bool TryReadString(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out var length) || length > (uint)(_rest.Length - sizeof(uint)))
        {
            return false;
        }

        value = _rest.Slice(sizeof(uint), (int)length);
        _rest = _rest[(sizeof(uint) + (int)length)..];
        return true;
    }

    /// <summary>
    /// An mpint that is greater than zero, answered without its sign byte. A negative one, zero, and one with needless
    /// leading zeros are refused: one number has one form, so that nothing can be changed without being noticed.
    /// </summary>
    public bool TryReadPositiveMpint(out ReadOnlySpan<byte> value)
    {
        if (!TryReadString(out value) || value.IsEmpty || value[0] >= 0x80)
        {
            return false;
        }

        if (value[0] != 0)
        {
            return true;
        }

        if (value.Length < 2 || value[1] < 0x80)
        {
            return false;
        }

        value = value[1..];
        return true;
    }
}
