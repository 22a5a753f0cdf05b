using CsvHelper;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>CSV with a line of column names: name, host, user, port, jump, tags (<c>key=value;key=value</c>) and <c>tag:KEY</c>.</summary>
internal static class CsvList
{
    private const string Columns = "Columns are: name, host, user, port, jump, tags, and tag:KEY for a tag each.";

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "name", ["host"] = "host", ["hostname"] = "host", ["address"] = "host", ["ip"] = "host", ["user"] = "user", ["username"] = "user",
        ["port"] = "port", ["jump"] = "jump", ["proxyjump"] = "jump", ["via"] = "jump", ["tags"] = "tags",
    };

    public static void Read(string text, DraftList list)
    {
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            Separator = Separator(text),
            CommentPrefix = '#',
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        using var reader = CsvReader.FromText(text, options);
        List<string>? columns = null;
        var line = 1;
        try
        {
            while (!list.IsFull && reader.Read())
            {
                line = (int)reader.LineNumber;
                string[] record = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
                if (columns is null)
                {
                    columns = Header(record, line, list);
                    if (columns is null)
                    {
                        return;
                    }
                }
                else if (record.Any(f => f.Length > 0))
                {
                    ReadRecord(columns, record, line, list);
                }
            }
        }
        catch (CsvFormatException)
        {
            list.Problem(line, "The quotation marks after this line do not fit together. A value in double quotes ends before the separator, and a quotation mark in it is doubled.");
        }

        if (columns is null && !list.IsFull)
        {
            list.Problem(1, $"The first line must name the columns. {Columns}");
        }
    }

    /// <summary>Whatever of comma, semicolon and tab there is most of in the first line.</summary>
    private static char Separator(string text)
    {
        var first = text.Split('\n', 200).FirstOrDefault(l => l.Trim().Length > 0 && l[0] != '#') ?? "";
        return new[] { ',', ';', '\t' }.MaxBy(d => first.Count(c => c == d));
    }

    private static List<string>? Header(string[] record, int line, DraftList list)
    {
        var columns = new List<string>();
        foreach (var field in record)
        {
            var isTag = field.StartsWith("tag:", StringComparison.OrdinalIgnoreCase) && field.Length > 4;
            if (!isTag && !Meanings.ContainsKey(field))
            {
                list.Problem(line, $"The column {SafeText.Quote(field)} is not known. {Columns}");
                return null;
            }

            var meaning = isTag ? "tag:" + field[4..] : Meanings[field];
            if (columns.Contains(meaning, StringComparer.OrdinalIgnoreCase))
            {
                list.Problem(line, $"The column {SafeText.Quote(field)} is there twice.");
                return null;
            }

            columns.Add(meaning);
        }

        if (columns.Contains("name") && columns.Contains("host"))
        {
            return columns;
        }

        list.Problem(line, $"The first line must name the columns, with name and host among them. {Columns}");
        return null;
    }

    private static void ReadRecord(List<string> columns, string[] record, int line, DraftList list)
    {
        if (record.Length > columns.Count)
        {
            list.Problem(line, $"This line has {record.Length} values for {columns.Count} columns. Put a value that holds the separator in double quotes.");
            return;
        }

        var values = columns.Zip(record).ToDictionary(p => p.First, p => p.Second, StringComparer.OrdinalIgnoreCase);
        List<KeyValuePair<string, string>> tags = [];
        foreach (var pair in values.GetValueOrDefault("tags", "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (TagText.Read(pair) is not { } tag)
            {
                list.Problem(line, $"The tag {SafeText.Quote(pair)} is not key=value.");
                return;
            }

            tags.Add(tag);
        }

        tags.AddRange(values.Where(v => v.Key.StartsWith("tag:", StringComparison.Ordinal) && v.Value.Length > 0).Select(v => KeyValuePair.Create(v.Key[4..], v.Value)));
        list.Add(new(line, values.GetValueOrDefault("name", ""), values.GetValueOrDefault("host", ""))
        {
            User = values.GetValueOrDefault("user"),
            Port = values.GetValueOrDefault("port") is { Length: > 0 } port ? port : null,
            Jump = values.GetValueOrDefault("jump"),
            Tags = tags,
        });
    }
}
