using System.Globalization;
using JitSsh.Core.Grants;

namespace JitSsh.Core.Activity;

/// <summary>The filters of the activity as the address of its screen has them: names and values, as <c>state=failing&amp;from=2026-03-02</c>.</summary>
public static class ActivityAddress
{
    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names { get; } = ["q", "state", "who", "server", "flow", "from", "to"];

    /// <summary>The word of the address for a state.</summary>
    public static string WordOf(AccessStatus status) => status switch
    {
        AccessStatus.PendingApproval => "pending",
        AccessStatus.NotUndone => "not-undone",
        _ => status.ToString().ToLowerInvariant(),
    };

    /// <summary>The filter for the words of an address; an unknown state and what is no day narrow nothing.</summary>
    /// <param name="value">The value of a name; null when the address has none.</param>
    public static ActivityQuery Query(Func<string, string?> value) => new()
    {
        Status = Enum.GetValues<AccessStatus>().Where(s => WordOf(s) == value("state")).Cast<AccessStatus?>().FirstOrDefault(),
        IsOpen = value("state") switch { "open" => true, "closed" => false, _ => null },
        Text = value("q"),
        Requester = value("who"),
        Server = value("server"),
        Flow = value("flow"),
        From = Day(value("from")),
        To = Day(value("to")),
    };

    /// <summary>The names and values of a query string, with or without its question mark; the last value of each name.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (var pair in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=', StringComparison.Ordinal) is >= 0 and var i ? (pair[..i], pair[(i + 1)..]) : (pair, "");
            found[Plain(name)] = Plain(value);
        }

        return found;
    }

    /// <summary>Names and values as a query string without its question mark, in the order of <see cref="Names"/>; what is empty or no filter is left out.</summary>
    public static string Write(IReadOnlyDictionary<string, string> values) => string.Join('&', Names
        .Where(n => values.TryGetValue(n, out var v) && !string.IsNullOrWhiteSpace(v)).Select(n => $"{n}={Uri.EscapeDataString(values[n].Trim())}"));

    /// <summary>The same filter over these days only.</summary>
    public static string Over(string text, DateOnly from, DateOnly to) => Write(new Dictionary<string, string>(Read(text), StringComparer.Ordinal) { ["from"] = Text(from), ["to"] = Text(to) });

    /// <summary>What is wrong with a filter that somebody typed; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        var values = Read(text);
        if (text.Length > SavedReport.LongestFilter || text.Any(char.IsControl) || values.Values.Any(v => v.Any(char.IsControl)))
        {
            return $"A filter is one line of at most {SavedReport.LongestFilter} characters. Search for less.";
        }

        if (values.Keys.FirstOrDefault(n => !Names.Contains(n, StringComparer.Ordinal) && n != "skip") is { } unknown)
        {
            return $"'{unknown}' is no filter. There are {string.Join(", ", Names)}.";
        }

        var query = Query(values.GetValueOrDefault);
        return values.GetValueOrDefault("state") is { Length: > 0 } state && query is { Status: null, IsOpen: null } ? $"'{state}' is no state. Take one from the list of the screen Activity."
            : (values.GetValueOrDefault("from") is { Length: > 0 } && query.From is null) || (values.GetValueOrDefault("to") is { Length: > 0 } && query.To is null) ? "Give a day as 2026-03-02."
            : query is { From: { } from, To: { } to } && from > to ? "The first day comes after the last."
            : null;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Plain(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
