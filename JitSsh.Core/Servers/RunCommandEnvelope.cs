using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace JitSsh.Core.Servers;

/// <summary>
/// Takes a script there and its whole answer back, although Run Command passes on only the last 4096 bytes. The script goes compressed, as base64 in a
/// quoted here-document. Its answer is kept on the server in a directory that only root can read, compressed, and comes back in pieces between markers
/// that hold a random number, with its length and its SHA-256. An answer that was cut is seen to be cut, and is never taken for a whole one.
/// </summary>
public sealed partial class RunCommandEnvelope
{
    // With markers and checksum well below 4096.
    private const int PieceLength = 3000;
    private const int MostLength = 1_400_000;

    private readonly string nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly StringBuilder received = new();
    private string? checksum;

    private string Directory => $"/run/jitssh-{nonce}";

    /// <summary>True when every piece is there.</summary>
    public bool IsWhole => checksum is not null && received.Length == Length;

    /// <summary>How long the whole answer is on its way, in characters of base64; 0 before the first piece.</summary>
    public int Length { get; private set; }

    /// <summary>The script that runs <paramref name="script"/> as <c>/bin/sh -s</c> does and answers with the first piece of what it said.</summary>
    public string First(string script) => $$"""
        umask 077
        PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
        export PATH
        find /run -maxdepth 1 -name 'jitssh-*' -type d -user 0 -mmin +120 -exec rm -rf {} + 2>/dev/null
        d={{Directory}}
        mkdir "$d" || exit 0
        base64 -d >"$d/script.gz" <<'{{nonce}}'
        {{Wrapped(Compress(script))}}
        {{nonce}}
        gzip -dc "$d/script.gz" >"$d/script" && /bin/sh -s <"$d/script" >"$d/said" 2>"$d/complaints"
        gzip -9 -c "$d/said" | base64 | tr -d '\n' >"$d/answer"
        rm -f "$d/script" "$d/script.gz" "$d/said"
        {{Piece(0)}}
        """;

    /// <summary>The script that answers with the next piece.</summary>
    public string Next() => $$"""
        d={{Directory}}
        {{Piece(received.Length)}}
        """;

    /// <summary>The script that removes the answer from the server; the last piece does so by itself.</summary>
    public string Forget() => $"rm -rf {Directory}\n";

    /// <summary>Takes the next piece out of what came back; false when it is not there whole.</summary>
    public bool Take(string output)
    {
        var piece = Pieces().Matches(output).LastOrDefault(m => m.Groups["nonce"].Value == nonce);
        if (piece is null
            || !int.TryParse(piece.Groups["length"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length is 0 or > MostLength
            || !int.TryParse(piece.Groups["from"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var from) || from != received.Length
            || (checksum is not null && (checksum != piece.Groups["sum"].Value || length != Length)))
        {
            return false;
        }

        var text = piece.Groups["text"].Value;
        if (text.Length != Math.Min(PieceLength, length - from))
        {
            return false;
        }

        (Length, checksum) = (length, piece.Groups["sum"].Value);
        received.Append(text);
        return true;
    }

    /// <summary>The whole answer; null when it is not what the server sent.</summary>
    public string? Open()
    {
        var text = received.ToString();
        if (!IsWhole || Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))) != checksum)
        {
            return null;
        }

        try
        {
            using var unpacked = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            using var reader = new StreamReader(unpacked, Encoding.UTF8);
            var most = new char[1024 * 1024];
            var read = reader.ReadBlock(most, 0, most.Length);
            return reader.Peek() < 0 ? new string(most, 0, read) : null;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return null;
        }
    }

    // The last piece takes the directory with it.
    private string Piece(int from) => $$"""
        n=$(wc -c <"$d/answer")
        s=$(sha256sum <"$d/answer")
        printf '\njitssh-piece {{nonce}} %s %s {{from.ToString(CultureInfo.InvariantCulture)}} %s end-of-piece\n' "$((n))" "${s%% *}" "$(tail -c +{{(from + 1).ToString(CultureInfo.InvariantCulture)}} "$d/answer" | head -c {{PieceLength.ToString(CultureInfo.InvariantCulture)}})"
        if [ "$((n))" -le {{(from + PieceLength).ToString(CultureInfo.InvariantCulture)}} ]; then rm -rf "$d"; fi
        exit 0

        """;

    private static string Compress(string script)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(Encoding.UTF8.GetBytes(script));
        }

        return Convert.ToBase64String(packed.ToArray());
    }

    private static string Wrapped(string base64) => string.Join('\n', base64.Chunk(76).Select(line => new string(line)));

    [GeneratedRegex(@"^jitssh-piece (?<nonce>[0-9a-f]{32}) (?<length>\d{1,8}) (?<sum>[0-9a-f]{64}) (?<from>\d{1,8}) (?<text>[A-Za-z0-9+/=]{1,4096}) end-of-piece\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pieces();
}
