using System.Text.Json;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Portal.AccessFlows;
using Xunit;

namespace JitSsh.Tests.Portal.AccessFlows;

public sealed class FlowDraftTests
{
    private static readonly FlowRule Rule = new()
    {
        When = new("Europe/Berlin", [new([DayOfWeek.Monday, DayOfWeek.Friday], new(22, 30), new(6, 0)), new([DayOfWeek.Sunday], new(0, 0), new(0, 0))]),
        Grantees = new([new(Guid.NewGuid())], [new(Guid.NewGuid())]) { AllOf = true, ExceptGroups = [new(Guid.NewGuid())] },
        Targets = new()
        {
            Integrations = [new(Guid.NewGuid())],
            Names = ["web-*", "db-??"],
            ExceptNames = ["web-09"],
            Tags = [new("env", "prod"), new("owner", "")],
            ExceptTags = [new("note", "a=b, c")],
            ResourceGroups = ["rg-a"],
            ExceptRegions = ["eastus"],
            Servers = [new(Guid.NewGuid())],
            ExceptServers = [new(Guid.NewGuid())],
            Bundles = [new(Guid.NewGuid())],
            ExceptBundles = [new(Guid.NewGuid())],
        },
        LinuxGroups = ["developers", "docker"],
        MaxDuration = new(1, 2, 3, 4),
        Approvers = new([], [new(Guid.NewGuid())]),
        JustificationRequired = false,
        ForReports = true,
        DefaultDuration = TimeSpan.FromHours(1),
        JustificationPattern = @"\bOPS-\d+\b",
        JustificationHint = "a ticket",
        Networks = ["192.0.2.0/24", "2001:db8::/32"],
        PermitAgentForwarding = true,
        Labels = ["prod", "payment"],
    };

    [Fact]
    public void From_ThenToRule_ChangesNothing()
    {
        var back = FlowDraft.From(Flow(Rule)).ToRule();
        Assert.Equal(JsonSerializer.Serialize(Rule), JsonSerializer.Serialize(back));

        var related = Rule with { Approval = new() { Steps = [new() { Approvers = new([], []), Relations = [ApproverRelation.IntegrationOwner, ApproverRelation.ServerOwner, ApproverRelation.Manager] }] } };
        Assert.Equal(JsonSerializer.Serialize(related), JsonSerializer.Serialize(FlowDraft.From(Flow(related)).ToRule()));

        var automatic = Rule with { Approvers = null };
        Assert.Equal(JsonSerializer.Serialize(automatic), JsonSerializer.Serialize(FlowDraft.From(Flow(automatic)).ToRule()));
    }

    [Fact]
    public void ToRule_Automatic_LeavesOutWhatOnlyAskingNeedsAndKeepsItTyped()
    {
        var draft = FlowDraft.From(Flow(Rule));
        draft.Kind = FlowKind.Automatic;
        var rule = draft.ToRule();
        Assert.Empty(AutomaticRuleProblems.In(rule));
        Assert.Equal(JsonSerializer.Serialize(rule), JsonSerializer.Serialize(FlowDraft.From(Flow(rule)).ToRule()));
        draft.Kind = FlowKind.SelfServe;
        Assert.Equal(JsonSerializer.Serialize(Rule), JsonSerializer.Serialize(draft.ToRule()));
    }

    [Fact]
    public void ToRule_WhatIsTyped_IsReadByLinesAndCommas()
    {
        var targets = new TargetDraft { Names = " web-* , WEB-*\n\n db-1\r\n", Tags = "env = prod\nowner\nenv=prod\n  \n", ExceptTags = "url=http://x/?a=b" }.ToRule();
        Assert.Equal(["web-*", "db-1"], targets.Names);
        Assert.Equal([new("env", "prod"), new("owner", "")], targets.Tags);
        Assert.Equal([new("url", "http://x/?a=b")], targets.ExceptTags);
    }

    [Fact]
    public void ToRule_NewDraft_IsRefusedByCoreAtEachFieldThatIsMissing()
    {
        var fields = FlowRuleProblems.In("", new FlowDraft { Duration = "soon" }.ToRule()).Select(p => p.Field);
        Assert.Equal(["Name", "Grantees", "Targets", "MaxDuration", "Approvers"], fields);
    }

    [Fact]
    public void ToRule_SetToAutomaticAndBack_KeepsTheApprovers()
    {
        var draft = FlowDraft.From(Flow(Rule));
        draft.IsAutomatic = true;
        Assert.Null(draft.ToRule().Approvers);
        draft.IsAutomatic = false;
        Assert.Equal(Rule.Approvers, draft.ToRule().Approvers);
    }

    [Fact]
    public void ToRule_TimeThatCannotBeRead_IsRefusedAtItsField()
    {
        var draft = FlowDraft.From(Flow(Rule));
        draft.Hours.Lines[0].From = "late";
        Assert.Equal(["When"], FlowRuleProblems.In("Production", draft.ToRule()).Select(p => p.Field));
        draft.Hours.IsAlways = true;
        Assert.Null(draft.ToRule().When);
        draft.Hours.IsAlways = false;
        Assert.Equal("late", draft.Hours.Lines[0].From);
    }

    [Fact]
    public void Words_OfARule_ReadAsASentence()
    {
        var rule = Rule with
        {
            Grantees = new(Rule.Grantees.People, Rule.Grantees.Groups) { ExceptPeople = [new(Guid.NewGuid())] },
            Targets = Rule.Targets with { Servers = [], ExceptServers = [], Bundles = [], ExceptBundles = [] },
        };
        var words = new FlowWords(
            [new() { Id = rule.Grantees.People[0], Name = "Zoë", Email = "z@example.com", Role = Role.Member, IsActive = false, AddedAt = default }],
            [new() { Id = rule.Grantees.Groups[0], Name = "Operations" }], [], [], [], []);
        Assert.Equal(["Operations", "Zoë (deactivated)", "not A person who is gone"], words.Of(rule.Grantees));
        Assert.Equal(["all of Operations and Zoë (deactivated)"], words.Of(rule.Grantees with { AllOf = true, ExceptPeople = [] }));
        Assert.Equal(["A group that is gone"], words.Of(rule.Approvers!));
        Assert.Equal("An integration that is gone; named web-* or db-??; in the resource group rg-a; tagged env=prod and owner; except web-09; not in the region eastus; not tagged note=a=b, c", words.Of(rule.Targets));
        Assert.True(words.Finds(Flow(rule), "oper WEB docker payment berlin"));
        Assert.False(words.Finds(Flow(rule), "oper nothing"));
        Assert.Equal(["Name: 'New' instead of 'Old'.", "For up to: 1 hour instead of 1 day 2 hours.", "Labels: removed prod, payment."],
            words.Difference("Old", rule, "New", rule with { MaxDuration = TimeSpan.FromHours(1), Labels = [] }));
    }

    private static AccessFlow Flow(FlowRule rule) => new() { Id = new(Guid.NewGuid()), Name = "Production", Rule = rule, ChangedAt = default };
}
