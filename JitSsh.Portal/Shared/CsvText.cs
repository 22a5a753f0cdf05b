namespace JitSsh.Portal.Shared;

/// <summary>Lines of CSV (RFC 4180) that a spreadsheet reads as text.</summary>
internal static class CsvText
{
    /// <summary>One line, with its end.</summary>
    public static string Row(IEnumerable<string?> cells) => $"{string.Join(',', cells.Select(Cell))}\r\n";

    private static string Cell(string? value)
    {
        // A spreadsheet runs a cell that begins like a formula: such a cell gets an apostrophe in front.
        var text = value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{value}" : value ?? "";
        return text.AsSpan().IndexOfAny(",\"\r\n\t") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
