using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>
/// A line each: <c>name [user@]host[:port] key=value,key=value via name</c>. Blank lines and lines that begin with # are passed over;
/// an IPv6 address with a port stands in brackets.
/// </summary>
internal static class LineList
{
    private const string Form = "A line is: name [user@]host[:port] key=value,key=value via name";
    private static readonly char[] Blanks = [' ', '\t'];

    public static void Read(string text, DraftList list)
    {
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim(Blanks);
            if (line.Length > 0 && line[0] != '#' && !list.IsFull)
            {
                ReadLine(number, line, list);
            }
        }
    }

    private static void ReadLine(int number, string line, DraftList list)
    {
        if (line.Any(c => char.IsControl(c) && c != '\t'))
        {
            list.Problem(number, "The line holds a control character.");
            return;
        }

        var fields = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).ToList();
        string? jump = null;
        if (fields.Count > 3 && fields[^2].Equals("via", StringComparison.OrdinalIgnoreCase))
        {
            jump = fields[^1];
            fields.RemoveRange(fields.Count - 2, 2);
        }

        if (fields.Count is < 2 or > 3)
        {
            list.Problem(number, Form);
            return;
        }

        var at = fields[1].LastIndexOf('@');
        if (HostAndPort.Split(fields[1][(at + 1)..], out var host, out var port) is { } problem)
        {
            list.Problem(number, problem);
            return;
        }

        List<KeyValuePair<string, string>> tags = [];
        foreach (var pair in fields.Count == 3 ? fields[2].Split(',') : [])
        {
            if (TagText.Read(pair) is not { } tag)
            {
                list.Problem(number, $"The tag {SafeText.Quote(pair)} is not key=value.");
                return;
            }

            tags.Add(tag);
        }

        if (at == 0)
        {
            list.Problem(number, "The user before the @ is missing.");
            return;
        }

        list.Add(new(number, fields[0], host) { Port = port, User = at > 0 ? fields[1][..at] : null, Jump = jump, Tags = tags });
    }
}

/// <summary>Reads <c>key=value</c>.</summary>
internal static class TagText
{
    public static KeyValuePair<string, string>? Read(string pair) =>
        pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? new(pair[..equals].Trim(), pair[(equals + 1)..].Trim()) : null;
}
