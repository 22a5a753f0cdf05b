using JitSsh.Core.Common;
using System.Globalization;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>A line that could not be read.</summary>
/// <param name="Line">Counted from 1.</param>
/// <param name="Sentence">What is wrong with it; fit for the screen whatever the line holds.</param>
public sealed record StaticServerListProblem(int Line, string Sentence);

/// <summary>
/// Servers from pasted text, one a line: <c>name host[:port] key=value,key=value</c>. Blank lines and lines that begin with # are passed over;
/// an IPv6 address with a port stands in brackets.
/// </summary>
/// <param name="Servers">The good lines, in their order.</param>
/// <param name="Problems">The bad ones.</param>
public sealed record StaticServerList(IReadOnlyList<SshServerEntry> Servers, IReadOnlyList<StaticServerListProblem> Problems)
{
    /// <summary>More lines than this are refused as a whole.</summary>
    public const int MaxLines = 50_000;

    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Reads pasted text. Never throws for what the text holds.</summary>
    public static StaticServerList Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.TrimStart('\uFEFF').Split('\n');
        if (lines.Length > MaxLines)
        {
            return new([], [new(MaxLines + 1, $"There are more than {MaxLines} lines; make several integrations of them.")]);
        }

        var servers = new List<SshServerEntry>();
        var problems = new List<StaticServerListProblem>();
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var number = 1; number <= lines.Length; number++)
        {
            var line = lines[number - 1].TrimEnd('\r').Trim(Blanks);
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var (entry, problem) = ParseLine(line);
            problem ??= Duplicate(entry!, names, places);
            if (problem is not null)
            {
                problems.Add(new(number, problem));
                continue;
            }

            names.Add(entry!.Name, number);
            places.Add(entry.Place, number);
            servers.Add(entry);
        }

        return new(servers, problems);
    }

    private static string? Duplicate(SshServerEntry entry, Dictionary<string, int> names, Dictionary<string, int> places) =>
        names.TryGetValue(entry.Name, out var first) ? $"The name {entry.Name} is already on line {first}."
        : places.TryGetValue(entry.Place, out first) ? $"The address {entry.Place} is already on line {first}: one server, one name."
        : null;

    private static (SshServerEntry? Entry, string? Problem) ParseLine(string line)
    {
        if (line.Any(c => char.IsControl(c) && c != '\t'))
        {
            return (null, "The line holds a control character.");
        }

        var fields = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 2 or > 3)
        {
            return (null, "A line is: name host[:port] key=value,key=value");
        }

        if (ParsePlace(fields[1], out var host, out var port) is { } placeProblem)
        {
            return (null, placeProblem);
        }

        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in fields.Length == 3 ? fields[2].Split(',') : [])
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                return (null, $"The tag {SafeText.Quote(pair)} is not key=value.");
            }

            if (!tags.TryAdd(pair[..equals], pair[(equals + 1)..]))
            {
                return (null, $"The tag {SafeText.Quote(pair[..equals])} is there twice.");
            }
        }

        var entry = new SshServerEntry(fields[0], host, port, tags);
        return entry.Problem() is { } problem ? (null, problem) : (entry, null);
    }

    private static string? ParsePlace(string text, out string host, out int port)
    {
        (host, port) = (text, 22);
        string portText;
        if (text[0] == '[')
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || !text[1..end].Contains(':', StringComparison.Ordinal) || (end + 1 < text.Length && text[end + 1] != ':'))
            {
                return $"{SafeText.Quote(text)} is not an IPv6 address in brackets, such as [2001:db8::1]:22.";
            }

            host = text[1..end];
            if (end + 1 == text.Length)
            {
                return null;
            }

            portText = text[(end + 2)..];
        }
        else
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                return null;
            }

            if (text.IndexOf(':', colon + 1) >= 0)
            {
                return $"Write the IPv6 address {SafeText.Quote(text)} in brackets, such as [2001:db8::1]:22.";
            }

            (host, portText) = (text[..colon], text[(colon + 1)..]);
        }

        return int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535
            ? null
            : $"The port {SafeText.Quote(portText)} is not a number from 1 to 65535.";
    }
}
