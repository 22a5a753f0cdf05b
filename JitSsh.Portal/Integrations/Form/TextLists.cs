namespace JitSsh.Portal.Integrations.Form;

/// <summary>Lists that are typed as text.</summary>
internal static class TextLists
{
    private static readonly char[] BetweenWords = [',', ';', ' ', '\t', '\r', '\n'];

    private static readonly char[] BetweenLines = ['\r', '\n'];

    /// <summary>Words, between which stand commas, blanks or line ends.</summary>
    public static IReadOnlyList<string> Words(string text) =>
        text.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Lines that are not empty; commas too end one, as no name in Azure holds one.</summary>
    public static IReadOnlyList<string> Names(string text) =>
        text.Split([.. BetweenLines, ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Lines that are not empty.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        text.Split(BetweenLines, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
