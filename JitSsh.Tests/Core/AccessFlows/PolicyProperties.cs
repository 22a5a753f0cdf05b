using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using Xunit;

namespace JitSsh.Tests.Core.AccessFlows;

/// <summary>What holds of policy for any flows, people, servers and moments.</summary>
public sealed class PolicyProperties
{
    private static readonly PersonId[] People = Ids(1, id => new PersonId(id));
    private static readonly GroupId[] Groups = Ids(2, id => new GroupId(id));
    private static readonly ShiftId[] Shifts = Ids(3, id => new ShiftId(id));
    private static readonly IntegrationId[] Integrations = Ids(4, id => new IntegrationId(id));
    private static readonly BundleId[] Bundles = Ids(5, id => new BundleId(id));
    private static readonly ServerFacts[] Servers =
    [
        .. from n in Enumerable.Range(0, 6)
           select new ServerFacts(
               new(new Guid(6, (short)n, 0, new byte[8])), n < 3 ? $"web-{n}" : $"db-{n}", Integrations[n % 3], "i", n % 2 == 0 ? "rg-a" : n == 5 ? null : "RG-B", n < 4 ? "westeurope" : null,
               new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["env"] = n % 2 == 0 ? "prod" : "test" }, ["docker"], ServerHealth.Ready),
    ];

    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<PeopleRule> PeopleRules =
        from people in Some(People)
        from groups in Some(Groups)
        from shifts in Some(Shifts)
        from everyone in Gen.Elements(true, false, false)
        from all in Gen.Elements(true, false)
        from exceptGroups in Some(Groups)
        from exceptShifts in Some(Shifts)
        select new PeopleRule(people, groups) { Shifts = shifts, Everyone = everyone, AllOf = all, ExceptGroups = exceptGroups, ExceptShifts = exceptShifts };

    private static readonly Gen<TargetRule> TargetRules =
        from integrations in Some(Integrations)
        from names in Some("web-*", "*", "db-?")
        from groups in Some("rg-a", "rg-b")
        from tags in Some(new TagRule("env", "prod"), new TagRule("owner", ""))
        from servers in Some([.. Servers.Select(s => s.Id)])
        from bundles in Some(Bundles)
        from exceptNames in Some("web-1", "db-*")
        from exceptBundles in Gen.Elements(true, false, false).Select(b => b ? new[] { Bundles[0] } : [])
        select new TargetRule
        {
            Integrations = integrations, Names = names, ResourceGroups = groups, Tags = tags, Servers = servers, Bundles = bundles, ExceptNames = exceptNames, ExceptBundles = exceptBundles,
            Known = new Dictionary<BundleId, TargetRule> { [Bundles[0]] = new() { Integrations = [Integrations[1]] }, [Bundles[1]] = new() { Integrations = [], Servers = [Servers[0].Id] } },
        };

    private static readonly Gen<AccessHours?> Hours =
        from n in Gen.Choose(0, 3)
        from day in Gen.Elements(Enum.GetValues<DayOfWeek>())
        from zone in Gen.Elements("Europe/Berlin", "UTC", "Nowhere/Atlantis")
        select n == 0 ? new AccessHours(zone, [new([day, DayOfWeek.Monday], new(8, 0), new(18, 0))]) : null;

    private static readonly Gen<AccessFlow> Flows =
        from who in PeopleRules
        from what in TargetRules
        from hours in Hours
        from groups in Some("docker", "dba")
        from longest in Gen.Elements(1, 8)
        from automatic in Gen.Elements(true, false)
        from justified in Gen.Elements(true, false)
        from pattern in Gen.Elements(null, "OPS-[0-9]+", "(")
        from id in Gen.Choose(0, int.MaxValue)
        select new AccessFlow
        {
            Id = new(new Guid(id, 7, 7, new byte[8])), Name = $"flow-{id}", ChangedAt = default,
            Rule = new()
            {
                Grantees = who, Targets = what, When = hours, LinuxGroups = groups, MaxDuration = TimeSpan.FromHours(longest), UntilEnded = hours is null && longest == 8,
                Approvers = automatic ? null : new([People[0]], []), JustificationRequired = justified, JustificationPattern = pattern,
            },
        };

    private static readonly Gen<AccessQuestion> Questions =
        from person in Gen.Elements(People)
        from groups in Some(Groups)
        from shifts in Some(Shifts)
        from servers in Some(Servers)
        from linux in Some("docker", "dba")
        from hours in Gen.Elements(1, 4, 24 * 30)
        from why in Gen.Elements("", "OPS-12 deploy", "just so")
        from minutes in Gen.Choose(0, 60 * 24 * 7)
        select new AccessQuestion(person, new(groups, shifts), servers, linux, TimeSpan.FromHours(hours), why, Monday.AddMinutes(minutes));

    private static readonly Gen<(AccessQuestion Question, AccessFlow[] Flows)> Cases =
        from question in Questions from flows in Flows.ArrayOf(4) select (question, flows.DistinctBy(f => f.Id).ToArray());

    [Fact]
    public void Evaluate_OrderOfFlows_PlaysNoPart() => Check(c =>
    {
        var there = AccessEvaluator.Evaluate(c.Question, c.Flows);
        var back = AccessEvaluator.Evaluate(c.Question, [.. Enumerable.Reverse(c.Flows)]);
        return there.Flow?.Id == back.Flow?.Id && there.Why == back.Why && there.Problems.SequenceEqual(back.Problems) && there.Longest == back.Longest;
    });

    [Fact]
    public void Evaluate_TheSameQuestionAgain_HasTheSameAnswer() => Check(c =>
        AccessEvaluator.Evaluate(c.Question, c.Flows).Flow?.Id == AccessEvaluator.Evaluate(c.Question with { }, [.. c.Flows]).Flow?.Id);

    [Fact]
    public void Evaluate_Allowed_IsAllowedByThatFlowAlone() => Check(c =>
        AccessEvaluator.Evaluate(c.Question, c.Flows).Flow is not { } flow || AccessEvaluator.Evaluate(c.Question, [flow]).Flow == flow);

    [Fact]
    public void Evaluate_AFlowTakenAway_NeverAllowsMore() => Check(c =>
        AccessEvaluator.Evaluate(c.Question, c.Flows).Flow is not null || AccessEvaluator.Evaluate(c.Question, [.. c.Flows.Skip(1)]).Flow is null);

    [Fact]
    public void Evaluate_WithoutAMoment_NoFlowWithHoursAllows() => Check(c => AccessEvaluator.Evaluate(c.Question with { At = null }, c.Flows).Flow is not { Rule.When: not null });

    [Fact]
    public void Evaluate_WithoutMemberships_NoGroupAndNoShiftAllows() => Check(c =>
        AccessEvaluator.Evaluate(c.Question with { Memberships = Memberships.None }, c.Flows).Flow is not { } flow
        || flow.Rule.Grantees.Everyone || flow.Rule.Grantees.People.Contains(c.Question.Person));

    [Fact]
    public void Evaluate_WithoutWhatTheBundlesSay_AllowsNoMore() => Check(c =>
    {
        var forgotten = c.Flows.Select(f => Changed(f, r => r with { Targets = r.Targets with { Known = new Dictionary<BundleId, TargetRule>() } })).ToList();
        return AccessEvaluator.Evaluate(c.Question, c.Flows).Flow is not null || AccessEvaluator.Evaluate(c.Question, forgotten).Flow is null;
    });

    [Fact]
    public void Evaluate_ZoneOrPatternThatCannotBeRead_NeverAllows() => Check(c =>
        AccessEvaluator.Evaluate(c.Question, c.Flows).Flow is not { } flow || (flow.Rule.When?.TimeZone != "Nowhere/Atlantis" && flow.Rule.JustificationPattern != "("));

    [Fact]
    public void Evaluate_Narrower_NeverAllowsMore()
    {
        Func<FlowRule, FlowRule>[] narrower =
        [
            r => r with { Grantees = r.Grantees with { ExceptPeople = [People[0]] } },
            r => r with { Grantees = r.Grantees with { ExceptGroups = [.. r.Grantees.ExceptGroups, Groups[1]] } },
            r => r with { Grantees = r.Grantees with { ExceptShifts = Shifts } },
            r => r with { Targets = r.Targets with { ExceptServers = [Servers[0].Id, Servers[4].Id] } },
            r => r with { Targets = r.Targets with { ExceptTags = [new("ENV", "prod")] } },
            r => r with { Targets = r.Targets with { ExceptResourceGroups = ["RG-A"] } },
            r => r with { Targets = r.Targets with { ExceptRegions = ["westeurope"] } },
            r => r with { Targets = r.Targets with { ExceptBundles = [.. r.Targets.ExceptBundles, Bundles[1]] } },
            r => r with { Targets = r.Targets with { Tags = [.. r.Targets.Tags, new("env", "test")] } },
            r => r with { Targets = r.Targets with { Servers = [] } },
            r => r with { When = r.When ?? new("UTC", [new([DayOfWeek.Tuesday], new(9, 0), new(10, 0))]), UntilEnded = false },
            r => r with { MaxDuration = TimeSpan.FromMinutes(30), UntilEnded = false },
            r => r with { JustificationPattern = r.JustificationPattern ?? "OPS-[0-9]+" },
            r => r with { LinuxGroups = [] },
        ];
        Prop.ForAll((from c in Cases from change in Gen.Elements(narrower) select (c, change)).ToArbitrary(), x =>
            AccessEvaluator.Evaluate(x.c.Question, x.c.Flows).Flow is not null
            || AccessEvaluator.Evaluate(x.c.Question, [.. x.c.Flows.Select(f => Changed(f, x.change))]).Flow is null).Check(Many);
    }

    [Fact]
    public void Evaluate_Longest_IsWhatCanBeAskedForAndNoMore() => Check(c =>
    {
        var answer = AccessEvaluator.Evaluate(c.Question, c.Flows);
        return answer.Flow is not { Rule: { UntilEnded: false } } flow
            || (AccessEvaluator.Evaluate(c.Question with { Duration = answer.Longest }, [flow]).Flow is not null || answer.Longest < FlowRule.ShortestDuration)
                && AccessEvaluator.Evaluate(c.Question with { Duration = answer.Longest + TimeSpan.FromSeconds(1) }, [flow]).Flow is null
                && (flow.Rule.When is null || flow.Rule.When.EndAt(c.Question.At!.Value + answer.Longest - TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) is not null);
    });

    [Fact]
    public void Change_OfAnyTwoReaches_CountsTheSameAsPairByPair()
    {
        var reaches = from people in Some(People) from servers in Some([.. Servers.Select(s => s.Id)]) from groups in Some("docker", "dba")
                      select new FlowReach(people.ToHashSet(), servers.ToHashSet(), groups.ToHashSet());
        Prop.ForAll((from before in reaches from after in reaches select (before, after)).ToArbitrary(), x =>
        {
            var change = FlowChange.Between(x.before, x.after, []);
            var gained = Pairs(x.after).Except(Pairs(x.before)).ToList();
            var lost = Pairs(x.before).Except(Pairs(x.after)).ToList();
            return (change.MorePeople, change.MoreServers) == (gained.DistinctBy(p => p.Person).Count(), gained.DistinctBy(p => p.Server).Count())
                && (change.FewerPeople, change.FewerServers) == (lost.DistinctBy(p => p.Person).Count(), lost.DistinctBy(p => p.Server).Count())
                && Pairs(x.before).All(p => FlowChange.Ends(x.before, x.after, new(default, p.Person, p.Server, [], null)) == lost.Contains(p));
        }).Check(Many);

        static IEnumerable<(PersonId Person, ServerId Server)> Pairs(FlowReach reach) => from p in reach.People from s in reach.Servers select (p, s);
    }

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    private static void Check(Func<(AccessQuestion Question, AccessFlow[] Flows), bool> holds) => Prop.ForAll(Cases.ToArbitrary(), holds).Check(Many);

    private static AccessFlow Changed(AccessFlow flow, Func<FlowRule, FlowRule> change) => new() { Id = flow.Id, Name = flow.Name, ChangedAt = flow.ChangedAt, Rule = change(flow.Rule) };

    private static Gen<T[]> Some<T>(params T[] of) => Gen.Choose(0, (1 << of.Length) - 1).Select(bits => of.Where((_, n) => (bits & (1 << n)) != 0).ToArray());

    private static T[] Ids<T>(int kind, Func<Guid, T> make) => [.. Enumerable.Range(0, 3).Select(n => make(new Guid(kind, (short)n, 1, new byte[8])))];
}
