using System.Text.Json;
using System.Text.Json.Serialization;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>How typed things are written where they leave the process. What is read is checked as if a stranger had written it: hosts, keys and users can hold only what is legal in them.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Json { get; } = Make();

    public static byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, Json);

    /// <exception cref="JsonException">It is not what was expected.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Json) ?? throw new JsonException("It is empty.");

    /// <exception cref="JsonException">It is not what was expected.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Json) ?? throw new JsonException("It is empty.");

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { MaxDepth = 32, AllowOutOfOrderMetadataProperties = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new HostAddressJson());
        options.Converters.Add(new HostKeyJson());
        options.Converters.Add(new SetJson());
        options.Converters.Add(new TagsJson());
        return options;
    }

    private sealed record HostAndPort(string Host, int Port);

    private sealed class HostAddressJson : JsonConverter<HostAddress>
    {
        public override HostAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<HostAndPort>(ref reader, options) is { } read && HostAddress.TryCreate(read.Host, read.Port, out var address, out _) ? address! : throw new JsonException("That is no address of a server.");

        public override void Write(Utf8JsonWriter writer, HostAddress value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, new HostAndPort(value.Host, value.Port), options);
    }

    /// <summary>A host key is its line; type and fingerprint are worked out anew.</summary>
    private sealed class HostKeyJson : JsonConverter<HostKey>
    {
        public override HostKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            HostKey.ReadLines(reader.GetString()) is [var key] ? key : throw new JsonException("That is no host key.");

        public override void Write(Utf8JsonWriter writer, HostKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.Line);
    }

    private sealed class SetJson : JsonConverter<IReadOnlySet<string>>
    {
        public override IReadOnlySet<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new HashSet<string>(JsonSerializer.Deserialize<string[]>(ref reader, options) ?? [], StringComparer.Ordinal);

        public override void Write(Utf8JsonWriter writer, IReadOnlySet<string> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.ToArray(), options);
    }

    /// <summary>Names of tags compare without case.</summary>
    private sealed class TagsJson : JsonConverter<IReadOnlyDictionary<string, string>>
    {
        public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options) ?? [])
            {
                tags[name] = value;
            }

            return tags;
        }

        public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal), options);
    }
}
