using System.Globalization;
using System.Text;

namespace JitSsh.Core.Certificates;

/// <summary>
/// Makes text of strangers fit to be shown and written in one line: no control characters, no line or paragraph separators, and no
/// format characters, with which text can be made to read backwards or hide.
/// </summary>
internal static class Printable
{
    public static string Of(string text, int maximumLength)
    {
        var result = new StringBuilder(Math.Min(text.Length, maximumLength));
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.SpaceSeparator => " ",
                UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.Surrogate => "",
                _ => rune.ToString(),
            };
            if (result.Length + shown.Length > maximumLength)
            {
                break;
            }

            result.Append(shown);
        }

        return result.ToString().Trim();
    }
}
