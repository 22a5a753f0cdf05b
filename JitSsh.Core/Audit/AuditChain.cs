using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JitSsh.Core.Audit;

/// <summary>
/// The chain of hashes over the audit log. The encoding is written down in docs/audit-log.md, so that anybody can check an export without JitSsh; it never changes for
/// an event that has its hash.
/// </summary>
public static class AuditChain
{
    /// <summary>Stands before the first event.</summary>
    public static readonly string Start = new('0', 64);

    /// <summary>How a moment is written: UTC, seven digits after the second.</summary>
    public const string MomentFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>The hash of an event that follows the event with this hash.</summary>
    public static string HashOf(string previous, AuditEvent e) => Convert.ToHexStringLower(SHA256.HashData(Encode(previous, e)));

    /// <summary>The bytes that are hashed.</summary>
    internal static byte[] Encode(string previous, AuditEvent e)
    {
        using var bytes = new MemoryStream();
        Write(bytes, "jitssh-audit-1");
        Write(bytes, previous);
        Write(bytes, e.Sequence.ToString(CultureInfo.InvariantCulture));
        Write(bytes, MomentOf(e.At));
        Write(bytes, e.ActorId?.ToString());
        Write(bytes, e.ActorName);
        Write(bytes, e.Action);
        Write(bytes, e.Subject);
        Write(bytes, e.SubjectId.ToString("D"));
        Write(bytes, e.Text);
        Write(bytes, e.Changes.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var change in e.Changes)
        {
            Write(bytes, change.Field);
            Write(bytes, change.Before);
            Write(bytes, change.After);
        }

        return bytes.ToArray();
    }

    /// <summary>A moment as the chain and the export write it.</summary>
    public static string MomentOf(DateTimeOffset at) => at.UtcDateTime.ToString(MomentFormat, CultureInfo.InvariantCulture);

    /// <summary>A field: its length in bytes, a colon, its bytes, a line feed; a field without a value is a hyphen and a line feed. No two lists of fields have the same bytes.</summary>
    private static void Write(MemoryStream to, string? value)
    {
        if (value is null)
        {
            to.Write("-\n"u8);
            return;
        }

        var text = Encoding.UTF8.GetBytes(value);
        to.Write(Encoding.ASCII.GetBytes($"{text.Length.ToString(CultureInfo.InvariantCulture)}:"));
        to.Write(text);
        to.Write("\n"u8);
    }
}
