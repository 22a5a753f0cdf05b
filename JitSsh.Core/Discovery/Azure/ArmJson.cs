using System.Text.Json;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>Reading ARM's answers: what is not there, or is of another kind, is nothing. Names are UTF-8, as in the answer, so that none is converted for each item.</summary>
internal static class ArmJson
{
    public static JsonElement? Object(this JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    public static string? Text(this JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;

    /// <summary>The objects in an array.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>Whether it says of itself that it is the primary one.</summary>
    public static bool IsPrimary(this JsonElement item) => item.TryGetProperty("primary"u8, out var primary) && primary.ValueKind == JsonValueKind.True;
}
