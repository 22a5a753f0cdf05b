using System.Globalization;

namespace JitSsh.Core.Common;

/// <summary>The rule for names and texts that people type and other people read. They are shown as text, never as markup, so this is about what an eye can be deceived by.</summary>
public static class PlainText
{
    /// <summary>Why this cannot be the name of something, as a sentence; null when it can.</summary>
    public static string? ProblemWithName(string? name) =>
        string.IsNullOrWhiteSpace(name) ? "Give a name."
        : name.Length > 100 ? "A name has at most 100 characters."
        : HasInvisible(name) ? "A name is one line of visible characters, without control characters or marks that change the direction of writing."
        : null;

    /// <summary>Why this cannot be a text of several lines, as a sentence; null when it can.</summary>
    public static string? ProblemWithText(string text, int max) =>
        text.Length > max ? $"This has at most {max} characters; it has {text.Length}."
        : HasInvisible(text.ReplaceLineEndings(" ")) ? "This holds control characters or marks that change the direction of writing. Type it as plain text."
        : null;

    private static bool HasInvisible(string text) => text.EnumerateRunes().Any(r =>
        System.Text.Rune.GetUnicodeCategory(r) is UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || r.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0x200E or 0x200F or 0xFEFF);
}
