using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.AccessFlows;

public sealed class AccessEvaluatorTests
{
    private static readonly IntegrationId Azure = new(Guid.Parse("11111111-1111-7111-8111-111111111111"));
    private static readonly IntegrationId Other = new(Guid.Parse("22222222-2222-7222-8222-222222222222"));
    private static readonly PersonId Alice = new(Guid.Parse("33333333-3333-7333-8333-333333333333"));
    private static readonly GroupId Developers = new(Guid.Parse("44444444-4444-7444-8444-444444444444"));
    private static readonly ServerFacts Web = Server("web-01", Azure, ("env", "prod"));

    [Fact]
    public void Evaluate_NoFlows_Denies() => Assert.Null(AccessEvaluator.Evaluate(Question(), []).Flow);

    [Fact]
    public void Evaluate_NoServers_Denies() => Assert.Null(AccessEvaluator.Evaluate(Question() with { Servers = [] }, [Flow()]).Flow);

    [Fact]
    public void Evaluate_GranteeByGroup_Allows() =>
        Assert.NotNull(AccessEvaluator.Evaluate(Question() with { Memberships = new([Developers], []) }, [Flow(grantees: new([], [Developers]))]).Flow);

    [Fact]
    public void Evaluate_InactiveFlow_Denies()
    {
        var flow = Flow();
        flow.IsActive = false;
        Assert.Null(AccessEvaluator.Evaluate(Question(), [flow]).Flow);
    }

    [Fact]
    public void Evaluate_NoIntegrationNamed_Denies() => Assert.Null(AccessEvaluator.Evaluate(Question(), [Flow(targets: new() { Integrations = [] })]).Flow);

    [Theory]
    [InlineData("web-*", true)]
    [InlineData("WEB-0?", true)]
    [InlineData("db-*", false)]
    [InlineData("web", false)]
    [InlineData("*", true)]
    public void Evaluate_NamePattern_MatchesWithoutCase(string pattern, bool allowed) =>
        Assert.Equal(allowed, AccessEvaluator.Evaluate(Question(), [Flow(targets: new() { Integrations = [Azure], Names = [pattern] })]).Flow is not null);

    [Fact]
    public void Evaluate_ExcludedName_Denies() =>
        Assert.Null(AccessEvaluator.Evaluate(Question(), [Flow(targets: new() { Integrations = [Azure], Names = ["web-*"], ExceptNames = ["*-01"] })]).Flow);

    [Theory]
    [InlineData("ENV", "prod", true)]
    [InlineData("env", "", true)]
    [InlineData("env", "test", false)]
    [InlineData("team", "", false)]
    public void Evaluate_Tag_NameWithoutCaseValueExactly(string name, string value, bool allowed) =>
        Assert.Equal(allowed, AccessEvaluator.Evaluate(Question(), [Flow(targets: new() { Integrations = [Azure], Tags = [new(name, value)] })]).Flow is not null);

    [Fact]
    public void Evaluate_OneServerNotCovered_DeniesAndNamesIt()
    {
        var answer = AccessEvaluator.Evaluate(Question() with { Servers = [Web, Server("db-01", Other)] }, [Flow()]);
        Assert.Null(answer.Flow);
        Assert.Contains("db-01", Assert.Single(answer.Problems).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dba", 60, "why", "LinuxGroups")]
    [InlineData("docker", 600, "why", "Duration")]
    [InlineData("docker", 0, "why", "Duration")]
    [InlineData("docker", 60, " ", "Justification")]
    public void Evaluate_OutsideTheFlow_SaysWhichField(string group, int minutes, string why, string field)
    {
        var answer = AccessEvaluator.Evaluate(
            Question() with { LinuxGroups = [group], Duration = TimeSpan.FromMinutes(minutes), Justification = why }, [Flow(justification: true)]);
        Assert.Null(answer.Flow);
        Assert.Equal(field, Assert.Single(answer.Problems).Field);
    }

    [Fact]
    public void Evaluate_SeveralFlows_TheLeastDemandingGoverns()
    {
        var approval = Flow(approvers: new([new(Guid.NewGuid())], []));
        var automatic = Flow();
        Assert.Same(automatic, AccessEvaluator.Evaluate(Question(), [approval, automatic]).Flow);
        Assert.Same(automatic, AccessEvaluator.Evaluate(Question(), [automatic, approval]).Flow);
    }

    [Fact]
    public void Evaluate_AnExcludeAdded_NeverAllowsMore()
    {
        var patterns = Gen.Elements("web-*", "*", "?eb-01", "db-*", "web-01", "x").ListOf();
        var cases = from include in patterns from exclude in patterns from more in Gen.Elements("*", "web-01", "db-*") select (include, exclude, more);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var rule = new TargetRule { Integrations = [Azure], Names = [.. c.include], ExceptNames = [.. c.exclude] };
            var narrower = rule with { ExceptNames = [.. c.exclude, c.more] };
            return rule.Matches(Web) || !narrower.Matches(Web);
        }).QuickCheckThrowOnFailure();
    }

    private static AccessQuestion Question() => new(Alice, Memberships.None, [Web], [], TimeSpan.FromHours(1), "");

    private static AccessFlow Flow(PeopleRule? grantees = null, TargetRule? targets = null, PeopleRule? approvers = null, bool justification = false) => new()
    {
        Id = TypedId.New<AccessFlowId>(TimeProvider.System),
        Name = "flow",
        ChangedAt = DateTimeOffset.UnixEpoch,
        Rule = new()
        {
            Grantees = grantees ?? new([Alice], []),
            Targets = targets ?? new() { Integrations = [Azure] },
            LinuxGroups = ["docker"],
            MaxDuration = TimeSpan.FromHours(8),
            Approvers = approvers,
            JustificationRequired = justification,
        },
    };

    private static ServerFacts Server(string name, IntegrationId integration, params (string Name, string Value)[] tags) => new(
        new(Guid.NewGuid()), name, integration, "i", null, null, tags.ToDictionary(t => t.Name, t => t.Value, StringComparer.OrdinalIgnoreCase), ["docker"], ServerHealth.Ready);
}
