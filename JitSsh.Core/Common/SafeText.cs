using System.Globalization;
using System.Text;

namespace JitSsh.Core.Common;

/// <summary>Makes a stranger's text fit to be quoted in a sentence: printable ASCII, short, nothing invisible.</summary>
internal static class SafeText
{
    private const int MaxLength = 40;

    /// <summary>The text in quotation marks; what is not printable ASCII is written as <c>U+XXXX</c>; cut after 40 characters.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (quoted.Length > MaxLength)
            {
                quoted.Append("...");
                break;
            }

            if (rune.Value is >= 0x20 and < 0x7f)
            {
                quoted.Append((char)rune.Value);
            }
            else
            {
                quoted.Append("U+").Append(rune.Value.ToString("X4", CultureInfo.InvariantCulture));
            }
        }

        return quoted.Append('"').ToString();
    }
}
