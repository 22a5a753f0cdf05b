using System.Globalization;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace JitSsh.Tests.Portal.Api;

/// <summary>What <c>/openapi/v1.json</c> says about answers: which statuses an address answers, and how each looks. Read once; it is the same for every portal.</summary>
internal sealed class Described
{
    private const string Components = "#/components/schemas/";

    private static readonly Lock Gate = new();
    private static Task<Described>? read;

    private readonly List<Operation> operations = [];
    private JsonSchema schemas = null!;

    private Described()
    {
    }

    /// <summary>Reads it through a client of any portal, the first time.</summary>
    public static Task<Described> ByAsync(HttpClient client)
    {
        lock (Gate)
        {
            return read = read is null or { IsFaulted: true } or { IsCanceled: true } ? ReadAsync(client) : read;
        }
    }

    /// <summary>What about an answer is not as it is described; empty for addresses that are not described.</summary>
    public IReadOnlyList<string> ProblemsOf(HttpMethod method, string path, ApiReply reply)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (operations.Where(o => o.Matches(method.Method, parts)).MinBy(o => o.Variables) is not { } operation)
        {
            return [];
        }

        var at = $"{method} {operation.Path}: {reply.Status}";
        return !operation.Answers.TryGetValue(reply.Status, out var types) ? [$"{at} is not described. {reply.Text}"]
            : types.Count == 0 ? (reply.Text.Length == 0 ? [] : [$"{at} is described without a body, and has one: {reply.Text}"])
            : reply.Type is null || !types.TryGetValue(reply.Type, out var schema) ? [$"{at} is described as {string.Join(", ", types.Keys)}, and is {reply.Type ?? "nothing"}"]
            : schema is null || !ApiReply.IsJson(reply.Type) ? []
            : [.. schemas.Properties[schema].ActualSchema.Validate(reply.Text).Select(e => $"{at}: {e.Kind} at {e.Path}. {reply.Text}")];
    }

    private static async Task<Described> ReadAsync(HttpClient client)
    {
        var described = new Described();
        var root = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!;
        Adapt(root);
        var properties = new JsonObject();
        foreach (var (path, methods) in root["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                described.operations.Add(new(method.ToUpperInvariant(), path, AnswersOf(operation!, properties)));
            }
        }

        described.schemas = await JsonSchema.FromJsonAsync(new JsonObject { ["type"] = "object", ["definitions"] = root["components"]!["schemas"]!.DeepClone(), ["properties"] = properties }.ToJsonString());
        return described;
    }

    private static Dictionary<int, Dictionary<string, string?>> AnswersOf(JsonNode operation, JsonObject properties)
    {
        Dictionary<int, Dictionary<string, string?>> answers = [];
        foreach (var (status, response) in operation["responses"]!.AsObject())
        {
            var types = answers[int.Parse(status, CultureInfo.InvariantCulture)] = new(StringComparer.Ordinal);
            foreach (var (type, media) in response!["content"]?.AsObject() ?? [])
            {
                types[type] = null;
                if (media?["schema"] is { } schema)
                {
                    var name = $"answer{properties.Count}";
                    properties[name] = schema.DeepClone();
                    types[type] = name;
                }
            }
        }

        return answers;
    }

    /// <summary>References lead to where the validator looks for them; and what is not described is not allowed.</summary>
    private static void Adapt(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject schema:
                if (schema["$ref"] is JsonValue reference && reference.GetValue<string>() is var to && to.StartsWith(Components, StringComparison.Ordinal))
                {
                    schema["$ref"] = $"#/definitions/{to[Components.Length..]}";
                }

                // What picks among alternatives for a reader of OpenAPI is no part of JSON Schema: the alternatives hold what they need.
                schema.Remove("discriminator");

                // Problem details may say more: RFC 9457 lets them.
                if (schema["properties"] is JsonObject properties && !properties.ContainsKey("instance") && schema["anyOf"] is null && schema["additionalProperties"] is null)
                {
                    schema["additionalProperties"] = false;
                }

                foreach (var (_, child) in schema.ToList())
                {
                    Adapt(child);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Adapt(item);
                }

                break;
            default:
                break;
        }
    }

    private sealed record Operation(string Method, string Path, IReadOnlyDictionary<int, Dictionary<string, string?>> Answers)
    {
        private readonly string[] parts = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

        public int Variables => parts.Count(p => p.StartsWith('{'));

        public bool Matches(string method, string[] asked) =>
            method == Method && asked.Length == parts.Length && parts.Zip(asked).All(p => p.First.StartsWith('{') || string.Equals(p.First, p.Second, StringComparison.OrdinalIgnoreCase));
    }
}
