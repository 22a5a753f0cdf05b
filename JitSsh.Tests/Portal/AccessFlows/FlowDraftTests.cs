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
        Grantees = new([new(Guid.NewGuid())], [new(Guid.NewGuid())]),
        Targets = new()
        {
            Integrations = [new(Guid.NewGuid())],
            Names = ["web-*", "db-??"],
            ExceptNames = ["web-09"],
            Tags = [new("env", "prod"), new("owner", "")],
            ExceptTags = [new("note", "a=b, c")],
        },
        LinuxGroups = ["developers", "docker"],
        MaxDuration = new(1, 2, 3, 4),
        Approvers = new([], [new(Guid.NewGuid())]),
        JustificationRequired = false,
    };

    [Fact]
    public void From_ThenToRule_ChangesNothing()
    {
        var back = FlowDraft.From(Flow(Rule)).ToRule();
        Assert.Equal(JsonSerializer.Serialize(Rule), JsonSerializer.Serialize(back));

        var automatic = Rule with { Approvers = null };
        Assert.Equal(JsonSerializer.Serialize(automatic), JsonSerializer.Serialize(FlowDraft.From(Flow(automatic)).ToRule()));
    }

    [Fact]
    public void ToRule_WhatIsTyped_IsReadByLinesAndCommas()
    {
        var targets = new FlowDraft { Names = " web-* , WEB-*\n\n db-1\r\n", Tags = "env = prod\nowner\nenv=prod\n  \n", ExceptTags = "url=http://x/?a=b" }.ToRule().Targets;
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
    public void Names_OfARule_ReadAsASentence()
    {
        var names = new FlowNames(
            [new() { Id = Rule.Grantees.People[0], Name = "Zoë", Email = "z@example.com", Role = Role.Member, IsActive = false, AddedAt = default }],
            [new() { Id = Rule.Grantees.Groups[0], Name = "Operations" }], []);
        Assert.Equal(["Operations", "Zoë (deactivated)"], names.Of(Rule.Grantees));
        Assert.Equal(["A group that is gone"], names.Of(Rule.Approvers!));
        Assert.Equal("An integration that is gone; named web-* or db-??; except web-09; tagged env=prod and owner; not tagged note=a=b, c", names.Of(Rule.Targets));
        Assert.True(names.Mention(Flow(Rule), "oper WEB docker"));
        Assert.False(names.Mention(Flow(Rule), "oper nothing"));
    }

    private static AccessFlow Flow(FlowRule rule) => new() { Id = new(Guid.NewGuid()), Name = "Production", Rule = rule, ChangedAt = default };
}
