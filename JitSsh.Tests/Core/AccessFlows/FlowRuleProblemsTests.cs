using JitSsh.Core.AccessFlows;
using Xunit;

namespace JitSsh.Tests.Core.AccessFlows;

public sealed class FlowRuleProblemsTests
{
    private static readonly FlowRule Good = new()
    {
        Grantees = new([new(Guid.NewGuid())], []),
        Targets = new() { Integrations = [new(Guid.NewGuid())] },
        MaxDuration = TimeSpan.FromHours(8),
    };

    public static TheoryData<string, FlowRule> Wrong() => new()
    {
        { "When", Good with { When = new("Europe/Atlantis", [new([DayOfWeek.Monday], new(8, 0), new(9, 0))]) } },
        { "When", Good with { When = new("Europe/Berlin", []) } },
        { "When", Good with { When = new("Europe/Berlin", [new([], new(8, 0), new(9, 0))]) } },
        { "Grantees", Good with { Grantees = new([], []) { ExceptPeople = [new(Guid.NewGuid())] } } },
        { "Targets", Good with { Targets = new() { Integrations = [], ExceptNames = ["web-*"] } } },
        { "Regions", Good with { Targets = Good.Targets with { Regions = [""] } } },
        { "ExceptResourceGroups", Good with { Targets = Good.Targets with { ExceptResourceGroups = [" "] } } },
        { "MaxDuration", Good with { MaxDuration = TimeSpan.FromDays(30) } },
        { "DefaultDuration", Good with { DefaultDuration = TimeSpan.FromHours(9) } },
        { "UntilEnded", Good with { UntilEnded = true, When = new("UTC", [new([DayOfWeek.Monday], new(8, 0), new(9, 0))]) } },
        { "JustificationPattern", Good with { JustificationPattern = "OPS-[" } },
        { "JustificationPattern", Good with { JustificationPattern = "(?=OPS)" } },
        { "JustificationPattern", Good with { JustificationPattern = "(OPS)?" } },
        { "Networks", Good with { Networks = ["10.0.0.0/8", "10.0.0.1/8"] } },
        { "Networks", Good with { Networks = ["office"] } },
        { "Labels", Good with { Labels = ["\u202Eevil"] } },
    };

    [Fact]
    public void In_GoodRule_FindsNothing() => Assert.Empty(FlowRuleProblems.In("Flow", Good with
    {
        When = new("Europe/Berlin", [new([DayOfWeek.Monday], new(22, 0), new(6, 0))]),
        DefaultDuration = TimeSpan.FromHours(1),
        JustificationPattern = @"\b(OPS|INC)-\d+\b",
        Networks = ["192.0.2.0/24", "2001:db8::/32"],
        Labels = ["prod"],
    }));

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void In_WrongRule_SaysSoAtItsField(string field, FlowRule rule) => Assert.Equal(field, Assert.Single(FlowRuleProblems.In("Flow", rule)).Field);

    [Fact]
    public void Pattern_ThatWouldBacktrackForEver_AnswersAtOnce()
    {
        Assert.Null(JustificationPattern.ProblemWith("(a+)+b"));
        Assert.False(JustificationPattern.IsIn("(a+)+b", new string('a', 1000)));
        Assert.True(JustificationPattern.IsIn(@"\bOPS-\d+\b", "For OPS-12, the release"));
        Assert.False(JustificationPattern.IsIn(@"\bOPS-\d+\b", "For DROPS-12"));
        Assert.False(JustificationPattern.IsIn("(", "("));
    }
}
