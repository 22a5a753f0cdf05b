using System.Text.Json;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitSsh.Core.Persistence;

/// <summary>How types are stored, once for all entities.</summary>
internal static class Conventions
{
    public static void Apply(ModelConfigurationBuilder builder)
    {
        foreach (var id in typeof(PersonId).Assembly.GetTypes().Where(t => t.IsValueType && t.Namespace == typeof(PersonId).Namespace && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>))))
        {
            builder.Properties(id).HaveConversion(typeof(TypedIdConverter<>).MakeGenericType(id));
        }

        // SQLite compares and orders text; a UTC DateTime sorts as text, a DateTimeOffset does not.
        builder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        builder.Properties<TimeSpan>().HaveConversion<TimeSpanToTicksConverter>();
        builder.Properties<Enum>().HaveConversion<string>();
        builder.Properties<SecretRef>().HaveConversion<SecretRefConverter>();
        builder.Properties<IReadOnlyList<string>>().HaveConversion<JsonConverter<IReadOnlyList<string>>, JsonComparer<IReadOnlyList<string>>>();
    }

    public sealed class TypedIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => FromGuid<TId>(value)) where TId : struct, ITypedId<TId>;

    public sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(at => at.UtcDateTime, at => new(DateTime.SpecifyKind(at, DateTimeKind.Utc)));

    /// <summary>As JSON. Before there were other stores than the portal's own, a reference was the text <c>local:name</c>: those are read as well.</summary>
    public sealed class SecretRefConverter() : ValueConverter<SecretRef, string>(r => Write(r), s => ReadSecretRef(s));

    public sealed class JsonConverter<T>() : ValueConverter<T, string>(v => Write(v), s => Read<T>(s));

    /// <summary>Values are equal when they are written the same.</summary>
    public sealed class JsonComparer<T>() : ValueComparer<T>((a, b) => Write(a) == Write(b), v => Write(v).GetHashCode(StringComparison.Ordinal), v => Read<T>(Write(v)));

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    private static SecretRef ReadSecretRef(string text) =>
        text.StartsWith('{') ? Read<SecretRef>(text) : new LocalSecretRef(text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    private static TId FromGuid<TId>(Guid value) where TId : struct, ITypedId<TId> => TId.From(value);
}
