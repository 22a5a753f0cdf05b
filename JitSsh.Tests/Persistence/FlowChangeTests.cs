using JitSsh.Core.AccessFlows;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Persistence;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets.PrivateKeys;
using JitSsh.Core.Servers;
using JitSsh.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>What a change of a flow, a bundle or an assertion does on a real database, to access that a server has confirmed. The clock stands on Monday, 2026-03-02, 10:00 UTC.</summary>
public sealed class FlowChangeTests : IAsyncLifetime
{
    private static readonly DayOfWeek[] Workdays = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private AnsweredServer server = null!;

    public async ValueTask InitializeAsync() => server = await AnsweredServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Change_NoLongerNamesThePerson_EndsTheirAccessAsForecast()
    {
        var (_, grant) = await server.ActiveAsync();
        var flow = await FlowAsync();
        var rule = flow.Rule with { Grantees = new([server.Carol.Id!.Value], []) };

        var forecast = Screen.Done(await server.Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow.Id, flow.Name, rule, isActive: true));
        Assert.Equal("1 person more on 1 server; 1 person fewer on 1 server; 1 active grant ends", forecast.Change.Sentence);
        Assert.Equal(GrantState.Active, (await server.GrantAsync(grant.RequestId)).State);

        await SaveAsync(flow, rule);
        var ending = await server.GrantAsync(grant.RequestId);
        Assert.Equal((GrantState.Ending, EndReason.FlowChanged), (ending.State, ending.EndReason));
        Assert.Equal("flow-changed", Assert.Single((await server.VisitAsync(_ => $"ended {grant.Id}\n")).Endings).Reason);
        Assert.Equal(GrantState.Ended, (await server.GrantAsync(grant.RequestId)).State);
    }

    [Fact]
    public async Task Change_NotYetMadeGrant_NeverBegins()
    {
        var request = await server.RequestAsync();
        var flow = await FlowAsync();
        Assert.Single(await server.Core.Get<IAccessFlowStore>().InForceAsync(flow.Id, default));
        await SaveAsync(flow, flow.Rule with { Targets = flow.Rule.Targets with { ExceptServers = [server.Id] } });
        Assert.Equal((GrantState.Ended, EndReason.FlowChanged), ((await server.GrantAsync(request)).State, (await server.GrantAsync(request)).EndReason));
        Assert.Empty((await server.VisitNowAsync("")).Accounts);
    }

    [Fact]
    public async Task Change_LeavesPersonServerAndGroups_EndsNothing()
    {
        var (_, grant) = await server.ActiveAsync();
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { MaxDuration = TimeSpan.FromMinutes(1), JustificationRequired = true, Grantees = new([server.Alice.Id!.Value, server.Carol.Id!.Value], []) });
        Assert.Equal(GrantState.Active, (await server.GrantAsync(grant.RequestId)).State);
    }

    [Fact]
    public async Task Save_OwnerApprovesAndOnlyAServerIsNamed_FindsTheOwner()
    {
        await using (var context = await server.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync())
        {
            await context.Integrations.ExecuteUpdateAsync(i => i.SetProperty(x => x.OwnerId, server.Carol.Id));
        }

        var flow = await FlowAsync();
        var rule = flow.Rule with
        {
            Targets = new() { Integrations = [], Servers = [server.Id] },
            Approval = new() { Steps = [new() { Approvers = new([], []), Relations = [ApproverRelation.IntegrationOwner] }] },
        };
        Assert.Equal("Carol", Assert.Single(Screen.Done(await server.Core.Get<ListAccessFlows>().MeaningAsync(server.Ada, rule)).Approvers).Name);
        await SaveAsync(flow, rule);
    }

    [Fact]
    public async Task Save_TwoHaveToApproveAndOneOfTwoIsTheOnlyOneWhoMayAsk_IsRefused()
    {
        var flow = await FlowAsync();
        var rule = flow.Rule with { Approval = new() { Steps = [new() { Approvers = new([server.Alice.Id!.Value, server.Carol.Id!.Value], []), Needed = 2 }] } };
        var forecast = Screen.Done(await server.Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow.Id, flow.Name, rule, isActive: true));
        Assert.Equal("2 people have to approve, but only 1 could.", Assert.Single(forecast.Problems).Sentence);
    }

    [Fact]
    public async Task Deactivate_EndsAllAccessUnderIt_AsForecast()
    {
        var (_, grant) = await server.ActiveAsync();
        var flow = await FlowAsync();
        var forecast = Screen.Done(await server.Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow.Id, flow.Name, flow.Rule, isActive: false));
        Assert.Equal("1 person fewer on 1 server; 1 active grant ends", forecast.Change.Sentence);
        await SaveAsync(flow, flow.Rule, isActive: false);
        Assert.Equal((GrantState.Ending, EndReason.FlowChanged), ((await server.GrantAsync(grant.RequestId)).State, (await server.GrantAsync(grant.RequestId)).EndReason));
        Assert.Equal("flow-changed", Assert.Single((await server.VisitAsync(_ => $"ended {grant.Id}\n")).Endings).Reason);
    }

    [Fact]
    public async Task Deactivate_WhateverHasBecomeOfWhatItNames_IsDone()
    {
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { LinuxGroups = ["docker"] });
        var integration = Screen.Done(await server.Core.Get<JitSsh.Core.Catalog.ListIntegrations>().FindAsync(server.Ada, server.Integration));
        await using (var context = await server.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync())
        {
            await context.Integrations.Where(i => i.Id == integration.Id).ExecuteUpdateAsync(i => i.SetProperty(x => x.LinuxGroups, []));
        }

        flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule, isActive: false);
        flow = await FlowAsync();
        var again = await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, flow.Rule, isActive: true);
        Assert.Equal("LinuxGroups", Assert.Single(again.Problems).Field);
    }

    [Fact]
    public async Task Remove_EndsAllAccessUnderIt()
    {
        var (_, grant) = await server.ActiveAsync();
        Screen.Done(await server.Core.Get<SaveAccessFlow>().RemoveAsync(server.Ada, (await FlowAsync()).Id));
        Assert.Equal((GrantState.Ending, EndReason.FlowChanged), ((await server.GrantAsync(grant.RequestId)).State, (await server.GrantAsync(grant.RequestId)).EndReason));
    }

    [Fact]
    public async Task Change_OverSomebodyElses_EndsNothing()
    {
        var (_, grant) = await server.ActiveAsync();
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule);
        var late = await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, flow.Rule with { Grantees = new([server.Carol.Id!.Value], []) }, isActive: true);
        Assert.Equal(OutcomeKind.Conflict, late.Kind);
        Assert.Equal(GrantState.Active, (await server.GrantAsync(grant.RequestId)).State);
    }

    [Fact]
    public async Task Bundle_ThatLosesTheServer_EndsTheAccessOfEveryFlowThatNamesIt()
    {
        var bundle = Screen.Done(await server.Core.Get<SaveBundle>().AddAsync(server.Ada, "Web", new() { Integrations = [], Servers = [server.Id] }));
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { Targets = new() { Integrations = [], Bundles = [bundle] } });
        var (_, grant) = await server.ActiveAsync();
        var row = Screen.Done(await server.Core.Get<ListBundles>().FindAsync(server.Ada, bundle));
        Assert.Equal(["web-01"], row.Servers.Select(s => s.Name));
        Assert.Equal(["Flow"], row.Flows);

        var none = new TargetRule { Integrations = [server.Integration], ExceptNames = ["web-*"] };
        Assert.Equal("1 person fewer on 1 server; 1 active grant ends", Assert.Single(Screen.Done(await server.Core.Get<SaveBundle>().PreviewAsync(server.Ada, bundle, none))).Change.Sentence);
        Assert.Equal(OutcomeKind.Conflict, (await server.Core.Get<SaveBundle>().RemoveAsync(server.Ada, bundle)).Kind);
        Screen.Done(await server.Core.Get<SaveBundle>().ChangeAsync(server.Ada, bundle, 1, "Web", none));
        Assert.Equal((GrantState.Ending, EndReason.FlowChanged), ((await server.GrantAsync(grant.RequestId)).State, (await server.GrantAsync(grant.RequestId)).EndReason));
        Assert.False((await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = AnsweredServer.Lasts })).IsDone);
    }

    [Fact]
    public async Task Hours_AccessEndsWithThem_HoweverLateItBegins()
    {
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { When = new("UTC", [new(Workdays, new(8, 0), new(10, 15))]) });
        var tooLong = await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromMinutes(20) });
        Assert.Equal("Access ends when the hours of its flow do, Monday 10:15 (UTC). Ask for at most 15 minutes.", Assert.Single(tooLong.Problems).Sentence);

        var request = Screen.Done(await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromMinutes(15) }));
        server.Clock.Now += TimeSpan.FromMinutes(10);
        await server.VisitNowAsync("");
        Assert.Equal(new(2026, 3, 2, 10, 15, 0, TimeSpan.Zero), (await server.GrantAsync(request)).NotAfter);

        server.Clock.Now += TimeSpan.FromMinutes(6);
        Assert.Empty((await server.VisitNowAsync("")).Accounts);
        Assert.Equal("These servers can be asked for Mon–Fri 08:00–10:15 (UTC). That opens again on Tuesday 08:00 (UTC).",
            Assert.Single((await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = TimeSpan.FromMinutes(5) })).Problems).Sentence);
    }

    [Fact]
    public async Task Settings_AreInTheCertificateAndTheTrustLine_AsTheGoverningVersionSaid()
    {
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { Networks = ["192.0.2.0/24", "2001:db8::/32"], PermitPortForwarding = true, UntilEnded = true });
        var request = Screen.Done(await server.Core.Get<SubmitRequest>().RunAsync(server.Alice, new() { Servers = [server.Id], Duration = FlowRule.UntilEndedDuration }));
        flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { Networks = [], PermitPortForwarding = false, PermitAgentForwarding = true, UntilEnded = false });

        var state = await server.VisitAsync(s => $"grant {s.Accounts[0].TrustLines[0].Grant} in-force\n");
        Assert.Contains(" pty+port-forwarding ", ServerScript.Reconcile(state, server.Clock.Now), StringComparison.Ordinal);
        using var key = GeneratePrivateKey.Execute();
        var handed = Screen.Done(await server.Core.Get<ConnectToServers>().RunAsync(server.Alice, request, key.PublicKeyLine));
        var certificate = CertificateParser.Parse(handed.Certificate);
        Assert.Equal(["source-address=192.0.2.0/24,2001:db8::/32"], certificate.Value!.CriticalOptions.Select(o => $"{o.Name}={o.Value}"));
        Assert.Equal(["permit-port-forwarding", "permit-pty"], certificate.Value!.Extensions.Select(o => o.Name));

        // Thirty days of access, and a certificate for a week of it.
        Assert.Equal(server.Clock.Now + FlowRule.LongestDuration, handed.ValidBefore);
        Assert.Equal(server.Clock.Now + FlowRule.UntilEndedDuration, (await server.GrantAsync(request)).NotAfter);
    }

    [Fact]
    public async Task Assertion_ThatAFlowBreaks_RefusesTheSaveWithAnExample()
    {
        var save = server.Core.Get<SaveAssertion>();
        var weekend = new AccessHours("UTC", [new([DayOfWeek.Saturday, DayOfWeek.Sunday], new(0, 0), new(0, 0))]);
        var input = new AssertionInput("Carol never at weekends", new([server.Carol.Id!.Value], []), new() { Integrations = [server.Integration] }, weekend);
        var assertion = Screen.Done(await save.AddAsync(server.Ada, input));
        var flow = await FlowAsync();
        var open = flow.Rule with { Grantees = new([], []) { Everyone = true } };

        var refused = await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, open, isActive: true);
        var problem = Assert.Single(refused.Problems);
        Assert.Equal("Grantees", problem.Field);
        Assert.StartsWith("This breaks the assertion 'Carol never at weekends': Carol could get web-01, for example on Saturday 00:00 (UTC).", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains(problem, Screen.Done(await server.Core.Get<AnalyseFlowChange>().RunAsync(server.Ada, flow.Id, flow.Name, open, isActive: true)).Problems);

        // On working days it is no concern of the assertion's, and neither is a flow that is switched off.
        await SaveAsync(flow, open with { When = new("UTC", [new(Workdays, new(8, 0), new(18, 0))]) });
        flow = await FlowAsync();
        await SaveAsync(flow, open, isActive: false);
        flow = await FlowAsync();
        Assert.False((await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, flow.Rule, isActive: true)).IsDone);
        Assert.Empty(Screen.Done(await server.Core.Get<ListAssertions>().FindAsync(server.Ada, assertion)).Breaks);

        Screen.Done(await save.RemoveAsync(server.Ada, assertion));
        await SaveAsync(flow, flow.Rule);
        Assert.Equal("The access flow 'Flow' breaks this now: Carol could get web-01, for example on Saturday 00:00 (UTC). Change that flow first.",
            Assert.Single((await save.AddAsync(server.Ada, input)).Problems).Sentence);
    }

    [Fact]
    public async Task Add_OnlyThePersonWhoAsksApproves_IsRefused()
    {
        var flow = await FlowAsync();
        var refused = await server.Core.Get<SaveAccessFlow>().AddAsync(server.Ada, "Alone", flow.Rule with { Approvers = new([server.Alice.Id!.Value], []) });
        Assert.Equal("Approvers", Assert.Single(refused.Problems).Field);
        Assert.StartsWith("Nobody could approve this: Alice", refused.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_OfPeople_NameTheSamePeopleAsTheStoreFinds()
    {
        var people = server.Core.Get<JitSsh.Core.People.IPeopleStore>();
        var save = server.Core.Get<JitSsh.Core.People.SaveGroup>();
        var (alice, carol, ada) = (server.Alice.Id!.Value, server.Carol.Id!.Value, server.Ada.Id!.Value);
        var both = Screen.Done(await save.RunAsync(server.Ada, null, "Both", [alice, carol]));
        var some = Screen.Done(await save.RunAsync(server.Ada, null, "Some", [carol, ada]));
        PeopleRule[] rules =
        [
            new([], []), new([], [both]), new([], [both, some]), new([], [both, some]) { AllOf = true }, new([alice], [some]), new([carol], [some]) { AllOf = true },
            new([], []) { Everyone = true }, new([], []) { Everyone = true, ExceptGroups = [some] }, new([], [both]) { ExceptPeople = [alice] }, new([], []) { ExceptPeople = [alice] },
            new([], [some]) { Everyone = true, AllOf = true }, new([], [both]) { Shifts = [new(Guid.NewGuid())], AllOf = true },
        ];
        foreach (var rule in rules)
        {
            var named = new List<PersonId>();
            foreach (var person in new[] { ada, alice, carol })
            {
                if (rule.Names(person, await people.MembershipsOfAsync(person, server.Clock.Now, default)))
                {
                    named.Add(person);
                }
            }

            Assert.Equal(named, (await people.ActiveAmongAsync(rule, server.Clock.Now, default)).Select(p => p.Id));
        }
    }

    [Fact]
    public async Task Rule_StoredBeforeItCouldSayMore_IsReadAsItWasMeant()
    {
        var flow = await FlowAsync();
        var old = $$"""{"grantees":{"people":["{{server.Alice.Id}}"],"groups":[],"isEmpty":false},"targets":{"integrations":["{{server.Integration}}"],"names":["web-*"],"exceptNames":[],"tags":[],"exceptTags":[]},"linuxGroups":[],"maxDuration":"08:00:00","approvers":null,"justificationRequired":false,"isAutomatic":true}""";
        await using (var context = await server.Core.Get<IDbContextFactory<JitSshContext>>().CreateDbContextAsync())
        {
            await context.Database.ExecuteSqlAsync($"""UPDATE "AccessFlows" SET "Rule" = {old}""");
        }

        var read = (await FlowAsync()).Rule;
        Assert.Null(read.When);
        Assert.Equal((false, true, TimeSpan.FromHours(8)), (read.UntilEnded, read.IsAutomatic, read.MaxDuration));
        Assert.Empty(read.Networks);
        await server.ActiveAsync();
        Assert.Equal(flow.Version, (await FlowAsync()).Version);
    }

    [Fact]
    public async Task Versions_SayWhatEachChanged()
    {
        var flow = await FlowAsync();
        await SaveAsync(flow, flow.Rule with { MaxDuration = TimeSpan.FromHours(4), Grantees = new([server.Alice.Id!.Value, server.Carol.Id!.Value], []), LinuxGroups = ["docker"] });
        var versions = Screen.Done(await server.Core.Get<DescribeFlows>().VersionsAsync(server.Ada, flow.Id));
        Assert.Equal([2, 1], versions.Select(v => v.Version.Version));
        Assert.Equal(["Who may ask: added Carol.", "As: added docker.", "For up to: 4 hours instead of 8 hours."], versions[0].Differences);
        Assert.Equal(OutcomeKind.NotFound, (await server.Core.Get<DescribeFlows>().VersionsAsync(server.Alice, flow.Id)).Kind);
    }

    private async Task<AccessFlow> FlowAsync() => Screen.Done(await server.Core.Get<ListAccessFlows>().RunAsync(server.Ada, new(), Page.First)).Items.Single();

    private async Task SaveAsync(AccessFlow flow, FlowRule rule, bool isActive = true) =>
        Screen.Done(await server.Core.Get<SaveAccessFlow>().ChangeAsync(server.Ada, flow.Id, flow.Version, flow.Name, rule, isActive));
}
