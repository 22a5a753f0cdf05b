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
        ["AccessFlows.DescribeFlows.WordsAsync(IReadOnlyCollection<FlowRule>)"] = "The names of what rules name, for cards and forms; here rules hold ids, and each noun's own address has the name.",
        ["AccessFlows.DescribeFlows.WordsAsync(IReadOnlyCollection<PeopleRule>, IReadOnlyCollection<TargetRule>)"] = "The same.",
        ["Catalog.ListIntegrations.FindAsync(IntegrationId)"] = "GET /integrations/{id} answers from the list, which also knows the counts.",
        ["Grants.ListTasks.CountAsync()"] = "The number beside a menu entry: GET /tasks and GET /reviews are as long.",
        ["Grants.ShowResidue.CountAsync()"] = "The number beside a menu entry: GET /open-items says it.",
        ["People.ListPeople.GroupNamesAsync()"] = "Names of groups to choose among in a form; GET /groups has them, page by page.",
        ["People.ListPeople.NamedAsync(IReadOnlyCollection<PersonId>)"] = "Names for ids in a form; GET /people/{id} has each.",
        ["People.SignInWithCompany.RunAsync(CompanyIdentity)"] = "Only JitSsh itself may call it, for a browser that comes back from a provider.",
        ["People.SecondFactors.BeginAsync()"] = "A token proves no second factor, so it makes, changes and removes none: a person does that themselves, in a browser.",
        ["People.SecondFactors.ConfirmAsync(String)"] = "The same.",
        ["People.SecondFactors.RemoveAsync(String)"] = "The same.",
        ["People.SecondFactors.RenewCodesAsync(String)"] = "The same.",
        ["Requests.DecideRequest.MayDecideAsync(AccessRequest)"] = "Whether a screen shows its buttons; GET /tasks lists what the caller may decide.",
        ["Requests.DecideRequest.MaySeeAsync(AccessRequest)"] = "Whether a screen shows its buttons; GET /requests/{id} answers it by being found.",
        ["Requests.DecideRequest.RunAsync(RequestId, Boolean, String)"] = "The short form of the same decision with an input.",
        ["Requests.SignReview.MaySignAsync(AccessRequest)"] = "Whether a screen shows its button; GET /reviews lists what the caller may sign.",
        ["Secrets.Local.LocalSecretStore.WriteAsync(String, Byte[])"] = "A part of connecting, changing and rotating; no secret is written by itself.",
        ["Servers.ListServers.OfIntegrationAsync(IntegrationId)"] = "GET /servers?integration= lists the same, in parts.",
        ["Shifts.ListShifts.NamesAsync()"] = "GET /shifts lists them with more.",
    };

    private static readonly HashSet<string> Operations =
    [
        .. from type in typeof(Actor).Assembly.GetExportedTypes()
           where type is { IsClass: true, IsSealed: true, IsAbstract: false }
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where type != typeof(Actor) && method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
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
        Assert.DoesNotContain(LeftOut.Keys, o => !Operations.Contains(o) || Called.Contains(o));
    }

    [Fact]
    public void Operations_AndCallsOfTheApi_AreSeen()
    {
        // The tests above are worth nothing if these cannot be seen: an operation with overloads, and a call from a lambda in a state machine.
        Assert.True(Operations.Count > 100, $"{Operations.Count} operations");
        Assert.Contains("Requests.SubmitRequest.RunAsync(AccessInput)", Operations);
        Assert.Contains("Requests.PreflightRequest.BeforeAskingAsync(ServerId, IReadOnlyCollection<String>, Nullable<PersonId>)", Called);
    }

    /// <summary>For example <c>Requests.DecideRequest.RunAsync(RequestId, DecisionInput)</c>: the first parameter and the token that cancels are left out.</summary>
    private static string NameOf(MethodBase method) =>
        $"{method.DeclaringType?.FullName?.Replace("JitSsh.Core.", "", StringComparison.Ordinal)}.{method.Name}({string.Join(", ", method.GetParameters().Skip(1).Select(p => p.ParameterType).Where(t => t != typeof(CancellationToken)).Select(Short))})";

    private static string Short(Type type) => type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Short))}>" : type.Name;
}
