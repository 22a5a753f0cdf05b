using System.Reflection;
using System.Reflection.Emit;

namespace JitSsh.Tests.Architecture;

/// <summary>Which types a type's compiled code refers to: in its base, members, attributes and method bodies, compiler-made closures and state machines included.</summary>
internal static class TypeReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    public static IEnumerable<Type> Of(Type type)
    {
        IEnumerable<Type?> direct =
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetFields(All).Select(f => f.FieldType),
            .. type.GetProperties(All).Select(p => p.PropertyType),
            .. type.GetCustomAttributesData().Select(a => a.AttributeType),
            .. Methods(type).SelectMany(OfMethod),
        ];
        return direct.OfType<Type>().SelectMany(Parts).Distinct();
    }

    /// <summary>Which methods a type's compiled code calls or makes delegates of; of nested types, compiler-made ones included, ask for themselves.</summary>
    public static IEnumerable<MethodBase> CallsOf(Type type) =>
        from method in Methods(type)
        from token in Tokens(method.GetMethodBody()?.GetILAsByteArray() ?? [])
        let called = Member(method, token) as MethodBase
        where called is not null
        select called;

    private static IEnumerable<MethodBase> Methods(Type type) => [.. type.GetMethods(All), .. type.GetConstructors(All)];

    private static IEnumerable<Type> OfMethod(MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
        {
            yield return parameter.ParameterType;
        }

        if (method is MethodInfo { ReturnType: var returned })
        {
            yield return returned;
        }

        var body = method.GetMethodBody();
        foreach (var local in body?.LocalVariables ?? [])
        {
            yield return local.LocalType;
        }

        foreach (var token in Tokens(body?.GetILAsByteArray() ?? []))
        {
            foreach (var type in Resolve(method, token))
            {
                yield return type;
            }
        }
    }

    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var i = 0; i < il.Length;)
        {
            var code = il[i] == 0xFE ? OpCodesByValue[(short)(0xFE00 | il[++i])] : OpCodesByValue[il[i]];
            i++;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(il, i);
            }

            i += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, i)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Resolve(MethodBase method, int token)
    {
        return Member(method, token) switch
        {
            Type type => [type],
            MethodInfo m => [m.DeclaringType!, m.ReturnType, .. m.GetParameters().Select(p => p.ParameterType), .. m.IsGenericMethod ? m.GetGenericArguments() : []],
            FieldInfo f => [f.DeclaringType!, f.FieldType],
            { DeclaringType: { } declaring } => [declaring],
            _ => [],
        };
    }

    private static MemberInfo? Member(MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType?.IsGenericType == true ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, typeArguments, methodArguments);
    }

    private static IEnumerable<Type> Parts(Type type) => type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)]
        : [type];
}
