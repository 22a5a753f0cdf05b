namespace JitSsh.Core.SshKeys;

/// <summary>Takes apart the one line that a person pastes, and recognises what is pasted instead by mistake.</summary>
internal static class SshPublicKeyLine
{
    /// <summary>An RSA key of 16384 bits is about 2.8 kB; the rest is comment.</summary>
    private const int MaximumLength = 16 * 1024;

    private const int MaximumComment = 200;

    /// <summary>The last is OpenSSH's "openssh-key-v1" in base64: the body of a private key without its BEGIN line.</summary>
    private static readonly string[] PrivateKeyMarks =
        ["PuTTY-User-Key-File", "PRIVATE KEY-----", "SSH2 ENCRYPTED PRIVATE KEY", "b3BlbnNzaC1rZXktdjE"];

    public static Checked<SshPublicKey> Parse(string? pasted, int minimumRsaBits)
    {
        var line = (pasted ?? "").Trim().Trim('\uFEFF').Trim();
        if (FormProblem(line) is { } problem)
        {
            return Checked<SshPublicKey>.Refused(problem);
        }

        var words = line.Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (SshKeyKind.OfName(words[0]) is not { } kind)
        {
            return Checked<SshPublicKey>.Refused(TypeProblem(line, words[0]));
        }

        if (words.Length < 2)
        {
            return Checked<SshPublicKey>.Refused(SshKeyProblems.NoBlob);
        }

        var blob = new byte[words[1].Length];
        if (!Convert.TryFromBase64String(words[1], blob, out var length))
        {
            return Checked<SshPublicKey>.Refused(SshKeyProblems.NotBase64);
        }

        var comment = words.Length < 3 ? "" : Printable.Of(words[2], MaximumComment);
        return OfBlob(kind, blob[..length], comment, minimumRsaBits);
    }

    public static Checked<SshPublicKey> OfBlob(SshKeyKind kind, byte[] blob, string comment, int minimumRsaBits) =>
        SshKeyBlob.ProblemOf(kind, blob, minimumRsaBits, out var bits) is { } problem
            ? Checked<SshPublicKey>.Refused(problem)
            : Checked<SshPublicKey>.Of(new SshPublicKey(kind, blob, comment, bits));

    private static string? FormProblem(string line)
    {
        if (line.Length == 0)
        {
            return SshKeyProblems.Empty;
        }

        // First of all, because whoever pasted a private key has to hear it, whatever else is wrong.
        if (Array.Exists(PrivateKeyMarks, mark => line.Contains(mark, StringComparison.Ordinal)) || IsEncodedPrivateKey(line))
        {
            return SshKeyProblems.PrivateKey;
        }

        if (line.StartsWith("---- BEGIN SSH2 PUBLIC KEY", StringComparison.Ordinal))
        {
            return SshKeyProblems.Ssh2Form;
        }

        if (line.StartsWith("-----BEGIN", StringComparison.Ordinal))
        {
            return line.Contains("CERTIFICATE-----", StringComparison.Ordinal) ? SshKeyProblems.Certificate : SshKeyProblems.PemForm;
        }

        return line.AsSpan().IndexOfAny("\r\n\u0085\u2028\u2029") >= 0 ? SshKeyProblems.SeveralLines
            : line.Length > MaximumLength ? SshKeyProblems.TooLong
            : null;
    }

    /// <summary>What the connector's own field takes: a private key file in base64. Here it is a mistake like the bare one.</summary>
    private static bool IsEncodedPrivateKey(string line)
    {
        var begin = line.IndexOf("LS0tLS1CRUdJT", StringComparison.Ordinal);
        if (begin < 0)
        {
            return false;
        }

        var start = new byte[48];
        return Convert.TryFromBase64Chars(line.AsSpan(begin, Math.Min(line.Length - begin, 64) / 4 * 4), start, out var length)
            && start.AsSpan(0, length).IndexOf("PRIVATE KEY"u8) >= 0;
    }

    private static string TypeProblem(string line, string first)
    {
        if (first.Contains("-cert-v01@", StringComparison.Ordinal))
        {
            return SshKeyProblems.Certificate;
        }

        if (first == "ssh-dss")
        {
            return SshKeyProblems.Dsa;
        }

        if (first.StartsWith("AAAA", StringComparison.Ordinal))
        {
            return SshKeyProblems.TypeMissing;
        }

        var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (Array.Exists(words, word => SshKeyKind.OfName(word) is not null || SshKeyKind.OfCertificateName(word) is not null || word == "ssh-dss"))
        {
            return SshKeyProblems.Options;
        }

        return first.StartsWith("ssh-", StringComparison.Ordinal) || first.StartsWith("ecdsa-", StringComparison.Ordinal)
            || first.StartsWith("sk-", StringComparison.Ordinal)
            ? SshKeyProblems.UnknownType(Printable.Of(first, 60))
            : SshKeyProblems.NotAKey;
    }
}
