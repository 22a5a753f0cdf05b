using System.Security.Cryptography;

namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>Finds out what an admin pasted: base64 or not, a private key or one of the things that are pasted by mistake.</summary>
internal static class PastedPrivateKey
{
    /// <summary>An RSA key of 16384 bits, as base64 of PEM, is about 17 kB.</summary>
    private const int MaximumLength = 64 * 1024;

    public static PrivateKeyTextResult Read(ReadOnlySpan<byte> pasted)
    {
        var text = Trim(pasted);
        if (text.IsEmpty)
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Empty);
        }

        if (text.Length > MaximumLength)
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.TooLong);
        }

        // Every form but base64 has a '-' in its first line, which base64 has not.
        if (text.Contains((byte)'-'))
        {
            return Recognise(text);
        }

        if (!PemText.TryDecode(text, out var decoded))
        {
            return PrivateKeyTextResult.Refused(IsCutBase64(text) ? PrivateKeyProblems.Truncated : PrivateKeyProblems.NotBase64);
        }

        try
        {
            return Recognise(Trim(decoded));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(decoded);
        }
    }

    private static PrivateKeyTextResult Recognise(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("PuTTY-User-Key-File"u8))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Putty);
        }

        var firstWord = text[..(text.IndexOfAny(" \t\r\n"u8) is var end && end < 0 ? text.Length : end)];
        if (firstWord.IndexOf("-cert-v01@"u8) >= 0)
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Certificate);
        }

        if (firstWord.StartsWith("ssh-"u8) || firstWord.StartsWith("ecdsa-"u8) || firstWord.StartsWith("sk-"u8)
            || text.StartsWith("---- BEGIN SSH2 PUBLIC"u8))
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.PublicKey);
        }

        return ReadBlocks(text);
    }

    private static PrivateKeyTextResult ReadBlocks(ReadOnlySpan<byte> rest)
    {
        string? keyLabel = null, problem = null;
        ReadOnlySpan<byte> keyBody = default;
        string label;
        while (PemText.TryReadBlock(ref rest, out label, out var body))
        {
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                if (keyLabel is not null)
                {
                    return PrivateKeyTextResult.Refused(PrivateKeyProblems.SeveralKeys);
                }

                keyLabel = label;
                keyBody = body;
            }
            else if (label.EndsWith("CERTIFICATE", StringComparison.Ordinal))
            {
                // Key Vault gives a certificate and its key in one text: the certificate is passed over.
                problem = PrivateKeyProblems.Certificate;
            }
            else if (label.EndsWith("PUBLIC KEY", StringComparison.Ordinal))
            {
                problem = PrivateKeyProblems.PublicKey;
            }
        }

        if (label.Length > 0)
        {
            return PrivateKeyTextResult.Refused(PrivateKeyProblems.Truncated);
        }

        return keyLabel is null
            ? PrivateKeyTextResult.Refused(problem ?? PrivateKeyProblems.NoKey)
            : PrivateKeyBlock.Read(keyLabel, keyBody);
    }

    private static bool IsCutBase64(ReadOnlySpan<byte> text)
    {
        var digits = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit((char)c) || c is (byte)'+' or (byte)'/')
            {
                digits++;
            }
            else if (c is not ((byte)'\r' or (byte)'\n' or (byte)' '))
            {
                return false;
            }
        }

        // The shortest private key has far more; a few letters are not a key that was cut.
        return digits > 64 && digits % 4 != 0;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        var withoutMark = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        return withoutMark.Trim(" \t\r\n\0"u8);
    }
}
