using JitSsh.Core.SshKeys;
using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>
/// PEM as people paste it (RFC 7468, and RFC 1421's header lines): blocks are found wherever they begin, and white space in
/// the body does not matter, since a one-line form field turns line breaks into spaces. .NET's PemEncoding is stricter
/// than that, and works on strings.
/// </summary>
internal static class PemText
{
    private const int Columns = 64;

    /// <summary>
    /// The next block of <paramref name="rest"/>, which moves behind it. <c>false</c>: there is none; then
    /// <paramref name="label"/> is not empty if one begins but does not end.
    /// </summary>
    public static bool TryReadBlock(scoped ref ReadOnlySpan<byte> rest, out string label, out ReadOnlySpan<byte> body)
    {
        label = "";
        body = default;
        var begin = rest.IndexOf("-----BEGIN "u8);
        if (begin < 0)
        {
            return false;
        }

        rest = rest[(begin + "-----BEGIN "u8.Length)..];
        var labelEnd = rest.IndexOf("-----"u8);
        label = labelEnd is < 1 or > 60 ? "?" : Encoding.ASCII.GetString(rest[..labelEnd]);
        var end = labelEnd < 0 ? -1 : rest.IndexOf(Encoding.ASCII.GetBytes($"-----END {label}-----"));
        if (end < 0)
        {
            return false;
        }

        body = rest[(labelEnd + 5)..end];
        rest = rest[(end + label.Length + "-----END -----"u8.Length)..];
        return true;
    }

    /// <summary>Decodes base64 with white space anywhere. The caller overwrites the answer when it held a key.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> base64, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length) + 3];
        var status = Base64.DecodeFromUtf8(base64, buffer, out _, out var length);
        bytes = status == OperationStatus.Done ? buffer[..length] : null;
        CryptographicOperations.ZeroMemory(buffer);
        return bytes is not null;
    }

    /// <summary>One block with LF line ends and a final line end.</summary>
    public static byte[] Write(string label, ReadOnlySpan<byte> content)
    {
        var base64 = new byte[Base64.GetMaxEncodedToUtf8Length(content.Length)];
        Base64.EncodeToUtf8(content, base64, out _, out _);
        using var text = new SshWireWriter(base64.Length + (base64.Length / Columns) + (2 * label.Length) + 40);
        text.Raw(Encoding.ASCII.GetBytes($"-----BEGIN {label}-----\n"));
        for (var at = 0; at < base64.Length; at += Columns)
        {
            text.Raw(base64.AsSpan(at, Math.Min(Columns, base64.Length - at)));
            text.Raw("\n"u8);
        }

        text.Raw(Encoding.ASCII.GetBytes($"-----END {label}-----\n"));
        CryptographicOperations.ZeroMemory(base64);
        return text.ToArray();
    }
}
