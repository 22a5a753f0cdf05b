using JitSsh.Core.SshKeys;
using System.Text;

namespace JitSsh.Core.Certificates;

/// <summary>Reads the lists inside a certificate; null: not whole, not UTF-8 in ASCII names, not in order, or one twice.</summary>
internal static class CertificateLists
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static IReadOnlyList<string>? Strings(ReadOnlySpan<byte> packed)
    {
        var result = new List<string>();
        var reader = new SshWireReader(packed);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadString(out var item))
            {
                return null;
            }

            result.Add(StrictUtf8.GetString(item));
        }

        return result;
    }

    /// <exception cref="DecoderFallbackException">Not UTF-8.</exception>
    public static IReadOnlyList<CertificateOption>? Options(ReadOnlySpan<byte> packed)
    {
        var result = new List<CertificateOption>();
        var reader = new SshWireReader(packed);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadString(out var nameBytes) || !reader.TryReadString(out var data))
            {
                return null;
            }

            var name = StrictUtf8.GetString(nameBytes);
            var inner = new SshWireReader(data);
            ReadOnlySpan<byte> value = default;
            if (!data.IsEmpty && (!inner.TryReadString(out value) || !inner.AtEnd))
            {
                return null;
            }

            if (result.Count > 0 && string.CompareOrdinal(result[^1].Name, name) >= 0)
            {
                return null;
            }

            result.Add(new CertificateOption(name, StrictUtf8.GetString(value)));
        }

        return result;
    }
}
