using System.Globalization;
using CsvHelper;

namespace JitSsh.Portal.Shared;

/// <summary>CSV (RFC 4180, UTF-8) that a spreadsheet reads as text.</summary>
internal static class CsvFile
{
    // A spreadsheet runs a cell that begins like a formula, and what people write is in these files: such a cell gets an apostrophe in front.
    private static readonly CsvWriterOptions Shape = new() { Injection = CsvInjection.Escape, InjectionCharacters = "=+-@\t\r\n" };

    /// <summary>Writes a header and each line as it is read, so that a file of any length needs no more memory than a short one.</summary>
    public static async Task WriteAsync(Stream to, string[] header, IAsyncEnumerable<string?[]> lines, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(to, Shape, leaveOpen: true);
        await csv.WriteRecordAsync(header, cancel);
        await foreach (var line in lines.WithCancellation(cancel))
        {
            await csv.WriteRecordAsync(line, cancel);
        }

        await csv.FlushAsync(cancel);
    }

    /// <summary>A moment as all files have it: UTC, to the second.</summary>
    public static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
