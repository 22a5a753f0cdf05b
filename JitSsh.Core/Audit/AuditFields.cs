using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JitSsh.Core.Audit;

/// <summary>The fields of a thing as text, for a difference in the audit log. Whoever calls it names the fields: what is a secret is never among them.</summary>
public static class AuditFields
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Each field that has a value; those of an object within it as <c>object.field</c>, two levels deep, a list of texts with commas, all else that is no plain value as JSON.</summary>
    public static IReadOnlyDictionary<string, string> Of<T>(T thing)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in JsonSerializer.SerializeToElement(thing, Json).EnumerateObject())
        {
            Take(fields, property.Name, property.Value, levels: 2);
        }

        return fields;
    }

    private static void Take(Dictionary<string, string> fields, string name, JsonElement value, int levels)
    {
        if (levels > 0 && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                Take(fields, $"{name}.{property.Name}", property.Value, levels - 1);
            }
        }
        else if (value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && TextOf(value) is { Length: > 0 } text)
        {
            fields[name] = text;
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => string.Join(", ", value.EnumerateArray().Select(v => v.GetString())),
        JsonValueKind.Object or JsonValueKind.Array => JsonSerializer.Serialize(value, Json),
        _ => value.GetRawText(),
    };
}
