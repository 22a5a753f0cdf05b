using System.Reflection;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace JitSsh.Tests.Architecture.WhoMay;

/// <summary>
/// Every public operation of Core (a method of a public sealed class whose first parameter is the <see cref="Actor"/>) is called by nobody, by a member who is named by nothing, and by who may. An
/// operation that is new is in these tests by being there, and has to refuse a member until it is listed.
/// </summary>
public sealed class OperationRolesTests
{
    /// <summary>What any member may do, and why it gives them nothing that is another's.</summary>
    private static readonly Dictionary<string, string> ForMembers = new(StringComparer.Ordinal)
    {
        ["Activity.SavedReports.AddAsync"] = "A report of their own, which shows what they may see.",
        ["Notifications.ChooseNotices.SaveAsync"] = "What they themselves are told.",
        ["Notifications.ChooseNotices.ShowAsync"] = "The same.",
        ["Notifications.Email.TestEmail.Show"] = "Whether mail is sent at all; where through is for admins.",
        ["Notifications.InApp.MyNotices.ListAsync"] = "Their own notices.",
        ["Notifications.InApp.MyNotices.MarkAllReadAsync"] = "Their own notices.",
        ["People.AccessTokens.CreateAsync"] = "A token that may do what they may.",
        ["People.ChangeOwnPassword.RunAsync"] = "Their own, with the one they have.",
        ["People.SecondFactors.BeginAsync"] = "Their own second factor.",
        ["People.SecondFactors.ConfirmAsync"] = "The same.",
        ["People.SecondFactors.RemoveAsync"] = "The same.",
        ["People.SecondFactors.RenewCodesAsync"] = "The same.",
        ["People.Sessions.EndOthersAsync"] = "Their own sessions.",
        ["People.SshKeysOfPerson.AddAsync"] = "A key of their own.",
        ["Requests.AnalyseRequest.RunAsync"] = "Says under which flow they may ask, which for these servers is none.",
        ["Requests.DelegateDecisions.AddAsync"] = "Their own decisions, of which they have none.",
        ["Requests.Favourites.SaveAsync"] = "A list of their own; asking for what is in it is refused like any other.",
        ["Requests.SubmitRequest.RunAsync"] = "Asks; the answer is the sentence that no flow lets them.",
    };

    /// <summary>What shows Ada what is hers by name and not as an admin: what she decides, what she handed on.</summary>
    private static readonly string[] OfOnesOwn = ["Grants.ListTasks.CountAsync", "Grants.ListTasks.ReviewsAsync", "Grants.ListTasks.RunAsync", "Requests.DelegateDecisions.ListAsync"];

    /// <summary>What the owner of an integration gets through with there, in the order of the code.</summary>
    private static readonly string[] ForOwners =
    [
        "Catalog.ChangeIntegration.DisableAsync", "Catalog.ChangeIntegration.RefreshAsync", "Catalog.ChangeIntegration.RunAsync", "Catalog.DeleteIntegration.ShowAsync",
        "Catalog.ListIntegrations.FindAsync", "Catalog.ListIntegrations.RunAsync", "CloudRuns.AskCloudRuns.CancelAsync", "CloudRuns.AskCloudRuns.ListAsync", "CloudRuns.AskCloudRuns.RunAsync",
        "Grants.AcceptResidue.RunAsync", "Grants.EndAccess.RunAsync", "Grants.ShowReceipts.DriftAsync", "Grants.ShowRequests.OnServerAsync", "Grants.ShowResidue.OfServerAsync",
        "Grants.ShowResidue.OpenAsync", "Rotations.RotateKey.FindAsync", "Rotations.RotateKey.StartAsync", "Servers.HostKeys.AcceptAsync", "Servers.HostKeys.AcceptVouchedAsync",
        "Servers.HostKeys.ScanAsync", "Servers.ListServers.FindAsync", "Servers.ListServers.HealthAsync", "Servers.ListServers.HealthByIntegrationAsync", "Servers.ListServers.OfIntegrationAsync",
        "Servers.ListServers.RunAsync", "Servers.TestServer.RunAsync",
    ];

    /// <summary>What only JitSsh itself may call.</summary>
    private static readonly string[] ForItself = ["People.SignInWithCompany.RunAsync"];

    /// <summary>What nobody in this small company gets through, and why; it is tried all the same that a member does not.</summary>
    private static readonly Dictionary<string, string> ForNobodyHere = new(StringComparer.Ordinal)
    {
        ["People.SignInWithCompany.RunAsync"] = "Only JitSsh itself.",
        ["Discovery.SyncProgress.Of"] = "No discovery runs.",
        ["Grants.ShowRequests.ListAsync"] = "The filter asks for all it can at once.",
        ["Requests.AskFor.ReportsAsync"] = "Nobody has anybody who reports to them.",
        ["Requests.PreflightRequest.BeforeAskingAsync"] = "The Linux group is none that a flow gives.",
        ["Rotations.RotateKey.CancelAsync"] = "No key is being rotated.",
        ["Rotations.RotateKey.FinishAsync"] = "The same.",
        ["Rotations.RotateKey.RetryAsync"] = "The same.",
        ["Shifts.StandIn.RemoveAsync"] = "Nobody stands in.",
    };

    private static readonly IReadOnlyList<MethodInfo> Operations =
    [
        .. from type in typeof(Actor).Assembly.GetExportedTypes()
           where type is { IsClass: true, IsSealed: true, IsAbstract: false }
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           where type != typeof(Actor) && method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
           orderby type.FullName, method.Name
           select method,
    ];

    [Fact]
    public async Task Operation_CalledByNobody_OrByAMemberNamedByNothing_TellsAndChangesNothing()
    {
        await using var company = await Company.FoundAsync();
        List<string> wrong = [];
        foreach (var operation in Operations)
        {
            var name = NameOf(operation);
            var inputs = new Inputs(company.ThingsFor(operation.DeclaringType!), company.Site.Clock.Now);
            Actor[] callers = [new(null, "nobody", Role.Member), new(null, "nobody", Role.Admin), .. ForMembers.ContainsKey(name) ? Array.Empty<Actor>() : [company.Site.Carol]];
            foreach (var caller in callers.Where(c => c.Id is not null || !ForItself.Contains(name)))
            {
                var before = await company.StateAsync();
                var (said, isRefused) = await CallAsync(company, operation, inputs.For(operation, caller));
                if (!isRefused || await company.StateAsync() != before)
                {
                    wrong.Add($"{name}, called by {caller.Name}{(caller.IsAdmin || caller.Role == Role.Admin ? " who says they are an admin" : "")}: {said}{(await company.StateAsync() == before ? "" : ", and something was written")}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Operation_WithTheSameInput_LetsSomebodyThrough_SoThatTheRefusalIsBecauseOfWhoCalled()
    {
        var company = await Company.FoundAsync();
        List<string> wrong = [];
        foreach (var operation in Operations.Where(o => !ForMembers.ContainsKey(NameOf(o)) && !ForNobodyHere.ContainsKey(NameOf(o))))
        {
            var isThrough = await IsThroughAsync(company, operation);
            if (!isThrough)
            {
                // What was called before may have removed what this one needs.
                await company.DisposeAsync();
                company = await Company.FoundAsync();
                isThrough = await IsThroughAsync(company, operation);
            }

            if (!isThrough)
            {
                wrong.Add(NameOf(operation));
            }
        }

        await company.DisposeAsync();
        Assert.True(wrong.Count == 0, $"Neither Ada nor Alice gets through:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public async Task Operation_CalledByAnAuditor_ReadsWhatAnAdminReads_AndChangesNothing()
    {
        await using var company = await Company.FoundAsync();
        List<string> wrong = [];
        foreach (var operation in Operations.Where(o => !ForMembers.ContainsKey(NameOf(o))))
        {
            var inputs = new Inputs(company.ThingsFor(operation.DeclaringType!), company.Site.Clock.Now);
            var before = await company.StateAsync();
            var (said, isRefused) = await CallAsync(company, operation, inputs.For(operation, company.Vera));
            if (await company.StateAsync() != before)
            {
                wrong.Add($"{NameOf(operation)} wrote something: {said}");
            }
            else if (isRefused && IsReading(operation) && !OfOnesOwn.Contains(NameOf(operation)) && !(await CallAsync(company, operation, inputs.For(operation, company.Site.Ada))).IsRefused)
            {
                wrong.Add($"{NameOf(operation)} shows an admin what it does not show an auditor");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Operation_CalledByTheOwnerOfAnIntegration_LetsThemThroughThere_WhereItIsListed_AndNowhereElse()
    {
        await using var company = await Company.FoundAsync();
        Actor owner = company.Site.Carol with { Owned = [company.Site.Integration] }, another = company.Site.Carol with { Owned = [new(Guid.CreateVersion7())] };
        var operations = Operations.Where(o => !ForMembers.ContainsKey(NameOf(o)) && !ForItself.Contains(NameOf(o))).ToList();
        List<string> wrong = [];
        foreach (var operation in operations)
        {
            var before = await company.StateAsync();
            var (said, isRefused) = await CallAsync(company, operation, new Inputs(company.ThingsFor(operation.DeclaringType!), company.Site.Clock.Now).For(operation, another), isEmptyRefused: true);
            if (!isRefused || await company.StateAsync() != before)
            {
                wrong.Add($"{NameOf(operation)}, called by the owner of another integration: {said}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        List<string> through = [];
        foreach (var operation in operations)
        {
            if (!(await CallAsync(company, operation, new Inputs(company.ThingsFor(operation.DeclaringType!), company.Site.Clock.Now).For(operation, owner))).IsRefused)
            {
                through.Add(NameOf(operation));
            }
        }

        Assert.True(ForOwners.SequenceEqual(through, StringComparer.Ordinal), $"An owner gets through with:\n{string.Join('\n', through)}");
    }

    [Fact]
    public async Task Owner_ChangesWhatIsTheirs_AndNotWhichServersTheseAre_NorHowTheyAreReached()
    {
        await using var company = await Company.FoundAsync();
        var (core, ada) = (company.Site.Core, company.Site.Ada);
        var found = (await core.Get<ListIntegrations>().FindAsync(ada, company.Site.Integration)).Value;
        IntegrationInput same = new() { Name = found.Name, Source = found.Source, LoginUser = found.LoginUser, LinuxGroups = found.LinuxGroups, OwnerId = company.Site.Carol.Id };
        Screen.Done(await core.Get<ChangeIntegration>().RunAsync(ada, found.Id, same));
        var carol = (await core.Get<LoadActor>().RunAsync(company.Site.Carol.Id!.Value))!;
        Screen.Done(await core.Get<ChangeIntegration>().RunAsync(carol, found.Id, same with { Message = "Mind the step", KeepDays = 3 }));
        Assert.Equal("Mind the step", (await core.Get<ListIntegrations>().FindAsync(carol, found.Id)).Value.Message);
        (IntegrationInput Input, string Field)[] refused =
        [
            (same with { Name = "Other" }, "Name"), (same with { LoginUser = "root" }, "LoginUser"), (same with { LinuxGroups = ["docker", "sudo"] }, "LinuxGroups"), (same with { OwnerId = ada.Id }, "OwnerId"),
            (same with { Source = new SshServersSettings { Servers = [new("other", "10.9.9.9", 22)] } }, "Source"),
            (same with { LoginKeyFrom = new JitSsh.Core.Secrets.FileSecretRef("/etc/jitssh/keys/other") }, "LoginKeyFrom"), (same with { Base64PrivateKey = "x" }, "Base64PrivateKey"),
        ];
        foreach (var (input, field) in refused)
        {
            Assert.Contains((await core.Get<ChangeIntegration>().RunAsync(carol, found.Id, input)).Problems, p => p.Field == field && p.Sentence == "Only an admin changes this.");
        }

        Assert.Equal("Only an admin says where the key lies. Let JitSsh make the new one.", (await core.Get<JitSsh.Core.Rotations.RotateKey>().StartAsync(carol, found.Id, new() { LoginKeyFrom = new JitSsh.Core.Secrets.FileSecretRef("/x") })).Sentence);
        Screen.Done(await core.Get<ChangeIntegration>().RunAsync(ada, found.Id, same with { OwnerId = ada.Id }));
        Assert.Equal(OutcomeKind.NotFound, (await core.Get<ListIntegrations>().FindAsync((await core.Get<LoadActor>().RunAsync(company.Site.Carol.Id.Value))!, found.Id)).Kind);
    }

    [Fact]
    public async Task Auditor_WhomFlowsName_AsksForNothing_AndDecidesOnNothing()
    {
        await using var company = await Company.FoundAsync();
        var core = company.Site.Core;
        var asked = await core.Get<SubmitRequest>().RunAsync(company.Vera, new() { Servers = [company.Site.Id], LinuxGroups = ["docker"], Duration = TimeSpan.FromMinutes(5), Justification = "to see" });
        Assert.Equal("An auditor sees everything and changes nothing, so you cannot ask for access. Ask an admin for the role Member.", asked.Sentence);
        Assert.Empty(await core.Get<ListTasks>().RunAsync(company.Vera));
        Assert.Equal(OutcomeKind.NotFound, (await core.Get<DecideRequest>().RunAsync(company.Vera, company.Waiting, true, "")).Kind);
        Assert.DoesNotContain("Vera", await core.Get<ShowRequests>().WaitsForAsync(company.Site.Ada, company.Waiting));
    }

    [Fact]
    public async Task Member_WhoBecomesAnAuditor_LosesTheirAccess()
    {
        await using var company = await Company.FoundAsync();
        var (core, alice) = (company.Site.Core, company.Site.Alice.Id!.Value);
        var (_, grant) = (0, await company.Site.GrantAsync((RequestId)company.ThingsFor(typeof(object))[typeof(RequestId)]));
        Assert.Equal(GrantState.Active, grant.State);
        Screen.Done(await core.Get<ChangePerson>().RunAsync(company.Site.Ada, alice, new() { Name = "Alice", Email = "alice@example.com", LinuxName = "alice", Role = Role.Auditor }, true));
        Assert.Equal(GrantState.Ending, (await company.Site.GrantAsync(grant.RequestId)).State);
        Assert.Equal(RequestState.Cancelled, Screen.Done(await core.Get<ShowRequests>().FindAsync(company.Site.Ada, company.Waiting)).Request.State);
    }

    [Fact]
    public void WhatIsListed_IsThere()
    {
        var names = Operations.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        Assert.True(names.Count > 100, $"{names.Count} operations");
        Assert.All(ForMembers.Keys.Concat(ForItself).Concat(ForNobodyHere.Keys), n => Assert.Contains(n, names));
        Assert.All(ForMembers.Values.Concat(ForNobodyHere.Values), reason => Assert.NotEqual("", reason));
    }

    /// <summary>By its name, as operations are named here; what reads something into the portal is none.</summary>
    private static bool IsReading(MethodInfo operation) =>
        (operation.DeclaringType!.Name is ['L', 'i', 's', 't', ..] or ['S', 'h', 'o', 'w', ..] or "DescribeFlows" or "ReadAuditLog" or "CheckAuditChain" || operation.Name is "FindAsync" or "ListAsync")
        && operation.Name != "AgainAsync";

    private static async Task<bool> IsThroughAsync(Company company, MethodInfo operation)
    {
        var inputs = new Inputs(company.ThingsFor(operation.DeclaringType!), company.Site.Clock.Now);
        foreach (var caller in new[] { company.Site.Ada, company.Site.Alice })
        {
            if (!(await CallAsync(company, operation, inputs.For(operation, caller))).IsRefused)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What came of it; refused is what says that there is no such thing, or tells nothing at all; where it is said so, also a list that shows nothing.</summary>
    private static async Task<(string Said, bool IsRefused)> CallAsync(Company company, MethodInfo operation, object?[] arguments, bool isEmptyRefused = false)
    {
        object? answer;
        try
        {
            answer = operation.Invoke(operation.IsStatic ? null : company.Site.Core.Get<IServiceProvider>().GetRequiredService(operation.DeclaringType!), arguments);
            if (answer is Task task)
            {
                await task;
                answer = task.GetType().GetProperty("Result")!.GetValue(task);
            }
            else if (answer is IAsyncEnumerable<object> many)
            {
                await using var rows = many.GetAsyncEnumerator();
                answer = await rows.MoveNextAsync();
            }
        }
        catch (Exception e)
        {
            // Whoever may not call it learns nothing of what is wrong with the input.
            return ($"threw {(e.InnerException ?? e).GetType().Name}", false);
        }

        return answer switch
        {
            null => ("nothing", true),
            bool yes => ($"{yes}", !yes),
            int number => ($"{number}", number == 0),
            System.Collections.ICollection some => ($"{some.Count} of them", some.Count == 0),
            _ when answer.GetType().GetProperty("Kind")?.GetValue(answer) is OutcomeKind kind =>
                ($"{kind} {answer.GetType().GetProperty("Sentence")!.GetValue(answer)}", kind == OutcomeKind.NotFound || (isEmptyRefused && kind == OutcomeKind.Done && IsEmpty(answer.GetType().GetProperty("Value")?.GetValue(answer)))),
            RequestableChoice choice => ($"{choice.Servers.Count} servers", choice.Servers.Count == 0),
            _ when answer.GetType().GetProperty("Total")?.GetValue(answer) is int total => ($"{total} of them", total == 0),
            _ => ($"a {answer.GetType().Name}", false),
        };
    }

    /// <summary>A list that shows nothing.</summary>
    private static bool IsEmpty(object? value) => value switch
    {
        System.Collections.ICollection some => some.Count == 0,
        OpenItemList items => items.Alarms.Count == 0 && items.Residue.Total == 0,
        _ => value?.GetType().GetProperty("Total")?.GetValue(value) is 0 && value.GetType().Name.StartsWith("PageOf", StringComparison.Ordinal),
    };

    /// <summary>For example <c>Requests.DecideRequest.RunAsync</c>.</summary>
    private static string NameOf(MethodInfo operation) => $"{operation.DeclaringType!.FullName!.Replace("JitSsh.Core.", "", StringComparison.Ordinal)}.{operation.Name}";
}
