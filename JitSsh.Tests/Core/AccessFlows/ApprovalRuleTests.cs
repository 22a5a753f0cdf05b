using System.Text.Json;
using JitSsh.Core.AccessFlows;
using Xunit;

namespace JitSsh.Tests.Core.AccessFlows;

public sealed class ApprovalRuleTests
{
    private const string Who = """{"people":["00000000-0000-0000-0000-000000000001"],"groups":[]}""";

    private static readonly FlowRule Rule = new()
    {
        Grantees = new([new(Guid.NewGuid())], []), Targets = new() { Integrations = [new(Guid.NewGuid())] }, MaxDuration = TimeSpan.FromHours(1), Approvers = new([new(Guid.NewGuid())], []),
    };

    [Theory]
    [InlineData($$"""{"grantees":{{Who}},"targets":{"integrations":[]},"maxDuration":"01:00:00","approvers":{{Who}},"justificationRequired":true}""", false)]
    [InlineData($$"""{"grantees":{{Who}},"targets":{"integrations":[]},"maxDuration":"01:00:00","approvers":null}""", true)]
    public void Read_StoredBeforeThereWereSteps_IsOneStep(string stored, bool automatic)
    {
        var rule = JsonSerializer.Deserialize<FlowRule>(stored, JsonSerializerOptions.Web)!;
        Assert.Equal(automatic, rule.IsAutomatic);
        Assert.Equal(automatic ? [] : [1], rule.Approval?.Steps.Select(s => s.Approvers.People.Count) ?? []);
    }

    [Fact]
    public void Write_SeveralSteps_AreReadBack()
    {
        var rule = Rule with
        {
            Approval = new()
            {
                Steps = [new() { Approvers = new([], [new(Guid.NewGuid())]), All = true }, new() { Approvers = Rule.Approvers!, Needed = 2, EscalatesAfter = TimeSpan.FromHours(1), EscalatesTo = Rule.Grantees }],
                WaitsFor = TimeSpan.FromHours(3), ReasonRequired = true,
            },
            Extension = new(2, TimeSpan.FromMinutes(30)), UseWithin = TimeSpan.FromMinutes(5), BreakGlass = true,
        };
        var stored = JsonSerializer.Serialize(rule, JsonSerializerOptions.Web);
        var read = JsonSerializer.Deserialize<FlowRule>(stored, JsonSerializerOptions.Web)!;
        Assert.Equal(stored, JsonSerializer.Serialize(read, JsonSerializerOptions.Web));
        Assert.Equal(2, read.Approval!.Steps.Count);
        Assert.True(read.Approval.Steps[0].All);
    }

    [Fact]
    public void Problems_InSteps_NameTheStep()
    {
        var rule = Rule with
        {
            Approval = new() { Steps = [new() { Approvers = new([], []) }, new() { Approvers = Rule.Approvers!, Needed = 0, EscalatesAfter = TimeSpan.FromHours(1) }], WaitsFor = TimeSpan.Zero },
            Extension = new(1, TimeSpan.FromHours(2)), UseWithin = TimeSpan.FromSeconds(1),
        };
        Assert.Equal(
            [
                ("Approvers", "Step 1: Say who approves, or remove the step."), ("Approvers", "Step 2: Between 1 and 20 people have to approve."),
                ("Approvers", "Step 2: Say who is asked when nobody answers in time."), ("WaitsFor", "A request waits between 1 minute and 30 days."),
                ("Extension", "An extension lasts between 5 seconds and the longest time of one request."), ("UseWithin", "Unused access ends after a time between 1 minute and 7 days."),
            ],
            ApprovalProblems.In(rule).Select(p => (p.Field, p.Sentence)));
    }

    [Fact]
    public void Problems_NoStepsOrGlassWhereNobodyIsAsked_AreSaid()
    {
        Assert.Equal(["Approvers"], ApprovalProblems.In(Rule with { Approval = new() { Steps = [] } }).Select(p => p.Field));
        Assert.Equal(["BreakGlass"], ApprovalProblems.In(Rule with { Approvers = null, BreakGlass = true }).Select(p => p.Field));
        Assert.Empty(ApprovalProblems.In(Rule));
    }
}
