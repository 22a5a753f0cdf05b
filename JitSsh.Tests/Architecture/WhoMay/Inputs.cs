using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace JitSsh.Tests.Architecture.WhoMay;

/// <summary>Makes a value of any type that an operation takes: what there is in the company, and else the plainest value that can be read, so that it is the operation that refuses.</summary>
internal sealed class Inputs(IReadOnlyDictionary<Type, object> things, DateTimeOffset now)
{
    private const int Deepest = 5;

    private static readonly NullabilityInfoContext Nullability = new();

    public object?[] For(MethodInfo operation, object actor) => [actor, .. operation.GetParameters().Skip(1).Select(p => Make(p.ParameterType, 0))];

    private object? Make(Type type, int depth)
    {
        if (things.TryGetValue(type, out var there))
        {
            return there;
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Make(inner, depth);
        }

        return type switch
        {
            _ when type == typeof(string) => "web-01",
            _ when type == typeof(bool) => true,
            _ when type == typeof(int) => 1,
            _ when type == typeof(TimeSpan) => TimeSpan.FromHours(1),
            _ when type == typeof(DateTimeOffset) => now,
            _ when type == typeof(Guid) => Guid.CreateVersion7(now),
            _ when type == typeof(Uri) => new Uri("https://example.com/"),
            _ when type == typeof(byte[]) => new byte[] { 1 },
            _ when type == typeof(CancellationToken) => CancellationToken.None,
            { IsEnum: true } => Enum.GetValues(type).GetValue(0),
            _ when type.IsAssignableTo(typeof(IEnumerable)) => Some(type, depth),
            { IsInterface: true, Assembly: var assembly } when !assembly.GetName().Name!.StartsWith("JitSsh", StringComparison.Ordinal) => null,
            { IsInterface: true } or { IsAbstract: true } => type.Assembly.GetTypes().FirstOrDefault(t => t is { IsAbstract: false, IsClass: true } && t.IsAssignableTo(type)) is { } kind ? Make(kind, depth) : null,
            { IsPrimitive: true } => Activator.CreateInstance(type),
            _ => New(type, depth),
        };
    }

    /// <summary>A list of one, where what it holds is not too deep down; a dictionary is empty.</summary>
    private object? Some(Type type, int depth)
    {
        if (type.GetGenericArguments() is not [var item])
        {
            return type.GetGenericArguments() is [var key, var value] ? Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value)) : null;
        }

        var one = depth < Deepest ? Make(item, depth + 1) : null;
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        if (one is not null)
        {
            list.Add(one);
        }

        return type.IsAssignableFrom(list.GetType()) ? list : Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(item), list);
    }

    private object? New(Type type, int depth)
    {
        if (depth > Deepest || type.GetConstructors().OrderBy(c => c.GetParameters().Length).FirstOrDefault(c => c.GetParameters() is not [{ ParameterType: var only }] || only != type) is not { } constructor)
        {
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        }

        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, depth + 1))]);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && p.GetIndexParameters().Length == 0))
        {
            var isNeeded = property.IsDefined(typeof(RequiredMemberAttribute)) || (property.GetValue(made) is null && Nullability.Create(property).WriteState == NullabilityState.NotNull);
            if (isNeeded && Make(property.PropertyType, depth + 1) is { } value)
            {
                property.SetValue(made, value);
            }
        }

        return made;
    }
}
