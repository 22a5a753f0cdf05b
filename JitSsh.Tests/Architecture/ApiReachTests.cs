using System.Reflection;
using JitSsh.Core.Common;
using JitSsh.Portal.Api;
using Xunit;

namespace JitSsh.Tests.Architecture;

/// <summary>
/// Whatever somebody can do on a screen, a program can do: each public operation of Core (a method of a public sealed class whose first parameter is the <see cref="Actor"/>) is called in the API's
/// own code, or stands here with the reason why not.
/// </summary>
public sealed class ApiReachTests
{
    /// <summary>What the API leaves out, and why.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
    };

    private static readonly HashSet<string> Operations =
    [
        .. from type in typeof(Actor).Assembly.GetExportedTypes()
           where type is { IsClass: true, IsSealed: true, IsAbstract: false }
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
           select NameOf(method),
    ];

    private static readonly HashSet<string> Called =
    [
        .. from type in typeof(Api).Assembly.GetTypes()
           where type.Namespace == typeof(Api).Namespace || type.Namespace?.StartsWith($"{typeof(Api).Namespace}.", StringComparison.Ordinal) == true
           from method in TypeReferences.CallsOf(type)
           select NameOf(method),
    ];

    [Fact]
    public void EveryOperationOfCore_IsCalledByTheApiOrLeftOutWithAReason()
    {
        var missing = Operations.Where(o => !Called.Contains(o) && !LeftOut.ContainsKey(o)).Order(StringComparer.Ordinal).ToList();
        Assert.True(missing.Count == 0, $"Not in the API:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void WhatIsLeftOut_IsThereAndNotCalled()
    {
        Assert.All(LeftOut, left => Assert.False(string.IsNullOrWhiteSpace(left.Value), left.Key));
        Assert.Empty(LeftOut.Keys.Where(o => !Operations.Contains(o) || Called.Contains(o)));
    }

    [Fact]
    public void Operations_AndCallsOfTheApi_AreSeen()
    {
        // The tests above are worth nothing if these cannot be seen: an operation with overloads, and a call from a lambda in a state machine.
        Assert.True(Operations.Count > 100, $"{Operations.Count} operations");
        Assert.Contains("Requests.SubmitRequest.RunAsync(AccessInput)", Operations);
        Assert.Contains("Requests.PreflightRequest.BeforeAskingAsync(ServerId, IReadOnlyCollection<String>)", Called);
    }

    /// <summary>For example <c>Requests.DecideRequest.RunAsync(RequestId, DecisionInput)</c>: the first parameter and the token that cancels are left out.</summary>
    private static string NameOf(MethodBase method) =>
        $"{method.DeclaringType?.FullName?.Replace("JitSsh.Core.", "", StringComparison.Ordinal)}.{method.Name}({string.Join(", ", method.GetParameters().Skip(1).Select(p => p.ParameterType).Where(t => t != typeof(CancellationToken)).Select(Short))})";

    private static string Short(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Short))}>" : type.Name;
}
