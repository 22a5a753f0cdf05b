using JitSsh.Core.Catalog;

namespace JitSsh.Portal.Catalog;

/// <summary>Finds tiles: every word must stand somewhere on the tile.</summary>
internal static class CatalogSearch
{
    /// <summary>The tiles that match; all for no text.</summary>
    public static IReadOnlyList<CatalogEntry> Find(IReadOnlyList<CatalogEntry> entries, string? text)
    {
        var words = (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. entries.Where(e => words.All(w => TextOf(e).Contains(w, StringComparison.OrdinalIgnoreCase)))];
    }

    private static string TextOf(CatalogEntry entry) => string.Join('\n', [entry.Name, entry.Summary, .. entry.Needs]);
}
