using System.Text;
using System.Text.Json;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery.StaticList;

/// <summary>An array of objects, or an object with <c>servers</c>: name, host, user, port, jump, tags.</summary>
internal static class JsonList
{
    private const string Fields = "Fields are: name, host, user, port, jump and tags.";
    private static readonly JsonDocumentOptions Lax = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 };

    public static void Read(string text, DraftList list)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = Lax.MaxDepth });
        try
        {
            if (!reader.Read() || !FindArray(ref reader, list))
            {
                return;
            }

            var (line, counted) = (1, 0);
            while (!list.IsFull && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
                counted = start;
                using var element = JsonDocument.ParseValue(ref reader);
                ReadServer(element.RootElement, line, list);
            }

            while (!list.IsFull && reader.Read())
            {
                // To its end, so that what is broken after the list is said.
            }
        }
        catch (JsonException e)
        {
            list.Problem((int)(e.LineNumber ?? 0) + 1, "This is not JSON from here on: a comma, a bracket or a quotation mark is missing or too many.");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            list.Problem(1, "The list holds text that is not valid Unicode.");
        }
    }

    /// <summary>Stops at the beginning of the array.</summary>
    private static bool FindArray(ref Utf8JsonReader reader, DraftList list)
    {
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return true;
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name == "servers" && reader.TokenType == JsonTokenType.StartArray)
                {
                    return true;
                }

                if (name == "_meta")
                {
                    list.Problem(1, "This is what a dynamic inventory prints. Paste what \"ansible-inventory --list --yaml\" prints with it.");
                    return false;
                }

                reader.Skip();
            }
        }

        list.Problem(1, $"The list is an array of objects, or an object with \"servers\". {Fields}");
        return false;
    }

    private static void ReadServer(JsonElement element, int line, DraftList list)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            list.Problem(line, $"A server is an object. {Fields}");
            return;
        }

        string? name = null, host = null, user = null, port = null, jump = null;
        List<KeyValuePair<string, string>> tags = [];
        foreach (var property in element.EnumerateObject())
        {
            var text = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Number => property.Value.GetRawText(),
                _ => null,
            };
            var isEmpty = property.Value.ValueKind == JsonValueKind.Null;
            switch (property.Name.ToLowerInvariant())
            {
                case "name" when text is not null: name = text; break;
                case "host" or "address" or "hostname" when text is not null: host = text; break;
                case "user" when text is not null || isEmpty: user = text; break;
                case "port" when text is not null || isEmpty: port = text; break;
                case "jump" or "proxyjump" when text is not null || isEmpty: jump = text; break;
                case "tags" when isEmpty: break;
                case "tags" when Tags(property.Value) is { } read: tags = read; break;
                case "tags": list.Problem(line, "Tags are an object of texts, or an array of \"key=value\"."); return;
                case "name" or "host" or "address" or "hostname" or "user" or "port" or "jump" or "proxyjump":
                    list.Problem(line, $"The field {SafeText.Quote(property.Name)} is not a text or a number.");
                    return;
                default: list.Problem(line, $"The field {SafeText.Quote(property.Name)} is not known. {Fields}"); return;
            }
        }

        list.Add(new(line, name ?? "", host ?? "") { User = user, Port = port, Jump = jump, Tags = tags });
    }

    private static List<KeyValuePair<string, string>>? Tags(JsonElement value)
    {
        List<KeyValuePair<string, string>?> tags = value.ValueKind switch
        {
            JsonValueKind.Object => [.. value.EnumerateObject().Select(p => Text(p.Value) is { } text ? KeyValuePair.Create(p.Name, text) : (KeyValuePair<string, string>?)null)],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? TagText.Read(e.GetString()!) : null)],
            _ => [null],
        };
        return tags.Contains(null) ? null : [.. tags.Select(t => t!.Value)];
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
