using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;
using Xunit;

namespace JitSsh.Tests.Core.AccessFlows;

/// <summary>What holds of automatic flows for any flows, people, shifts and moments: they give what the evaluator allows, no longer than it does, and what was given is kept in step.</summary>
public sealed class AutomaticAccessProperties
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly PersonId[] Ids = [.. Enumerable.Range(0, 3).Select(n => new PersonId(new Guid(1, (short)n, 0, new byte[8])))];
    private static readonly GroupId Group = new(new Guid(2, 0, 0, new byte[8]));
    private static readonly ShiftId[] Shifts = [.. Enumerable.Range(0, 2).Select(n => new ShiftId(new Guid(3, (short)n, 0, new byte[8])))];
    private static readonly IntegrationId Integration = new(new Guid(4, 0, 0, new byte[8]));
    private static readonly AutomaticPerson[] People = [new(Ids[0], "alice", [Group]), new(Ids[1], "bob", []), new(Ids[2], "carol", [Group])];
    private static readonly ServerFacts[] Servers =
        [.. from n in Enumerable.Range(0, 3) select new ServerFacts(new(new Guid(5, (short)n, 0, new byte[8])), $"web-{n}", Integration, "i", null, null, new Dictionary<string, string>(), ["docker"], ServerHealth.Ready)];

    private static readonly Gen<ShiftPlan[]> Plans =
        from order in Gen.Elements<int[]>([0, 1], [1, 2, 0], [2])
        from hour in Gen.Choose(0, 23)
        from zone in Gen.Elements("UTC", "Europe/Zurich", "America/New_York")
        from limited in Gen.Elements(true, false)
        from who in Gen.Elements(Ids)
        from begins in Gen.Choose(0, 24 * 10)
        from lasts in Gen.Choose(1, 48)
        select new ShiftPlan[]
        {
            new(
                new()
                {
                    Id = Shifts[0], Name = "Rotation", TimeZone = zone, Rotation = new() { People = [.. order.Select(n => Ids[n])], First = new(2026, 3, 2), HandOver = new(hour, 30) },
                    Hours = limited ? [new(DayOfWeek.Monday, new(8, 0), new(18, 0)), new(DayOfWeek.Sunday, new(1, 0), new(4, 0))] : [],
                },
                [new() { Id = new(new Guid(6, 0, 0, new byte[8])), ShiftId = Shifts[0], PersonId = who, From = Monday.AddHours(begins), To = Monday.AddHours(begins + lasts), MadeBy = "", MadeAt = Monday }], []),
            new(
                new() { Id = Shifts[1], Name = "Feed", TimeZone = zone, FeedAddress = new("https://example.com/") }, [],
                [new() { ShiftId = Shifts[1], Number = 1, PersonId = who, From = Monday.AddHours(begins / 2), To = Monday.AddHours((begins / 2) + lasts), Text = "" }]),
        };

    private static readonly Gen<AccessFlow> Flows =
        from people in Gen.Elements<PersonId[]>([], [], [Ids[1]])
        from groups in Gen.Elements<GroupId[]>([], [Group])
        from shifts in Gen.Elements<ShiftId[]>([], [Shifts[0]], [Shifts[1]], Shifts)
        from except in Gen.Elements<ShiftId[]>([], [], [Shifts[1]])
        from all in Gen.Elements(true, false)
        from hours in Gen.Elements<AccessHours?>(
            null, null, new("Europe/Berlin", [new([DayOfWeek.Saturday, DayOfWeek.Sunday, DayOfWeek.Monday], new(22, 0), new(6, 0))]), new("Nowhere/Atlantis", [new([DayOfWeek.Monday], new(0, 0), new(0, 0))]))
        from longest in Gen.Elements(1, 8, 24 * 7)
        from automatic in Gen.Elements(true, true, true, false)
        from active in Gen.Elements(true, true, true, false)
        from spoiled in Gen.Elements(false, false, false, true)
        from id in Gen.Choose(1, 1000000)
        select new AccessFlow
        {
            Id = new(new Guid(id, 7, 7, new byte[8])), Name = $"flow-{id}", ChangedAt = default, IsActive = active,
            Rule = new()
            {
                Kind = automatic ? FlowKind.Automatic : FlowKind.SelfServe, Grantees = new(people, groups) { Shifts = shifts, ExceptShifts = except, AllOf = all },
                Targets = new() { Integrations = [Integration], ExceptNames = id % 2 == 0 ? ["web-0"] : [] }, When = hours, LinuxGroups = id % 3 == 0 ? ["docker"] : [], MaxDuration = TimeSpan.FromHours(longest),

                // What no form lets through gives nothing either.
                JustificationRequired = spoiled,
            },
        };

    private static readonly Gen<(DateTimeOffset Now, AccessFlow[] Flows, ShiftPlan[] Plans)> Cases =
        from minutes in Gen.Choose(0, 60 * 24 * 14) from flows in Flows.ArrayOf(3) from plans in Plans select (Monday.AddMinutes(minutes), flows.DistinctBy(f => f.Id).ToArray(), plans);

    [Fact]
    public void At_AnyMoment_GivesExactlyWhatTheEvaluatorAllows() => Check(c =>
        AutomaticAccess.At(c.Now, c.Flows, People, Servers, c.Plans).Access.Select(a => (a.Flow.Id.Value, a.Person.Id.Value, a.Server.Id.Value)).ToHashSet().SetEquals(
            from flow in c.Flows from person in People from server in Servers where IsAllowed(flow, person, server, c.Plans, c.Now) select (flow.Id.Value, person.Id.Value, server.Id.Value)));

    [Fact]
    public void At_UntilItsEnd_TheEvaluatorAllowsItAndNotAfterwards() => Check(c => AutomaticAccess.At(c.Now, c.Flows, People, Servers, c.Plans).Access.All(a =>
    {
        var length = a.Until - c.Now;
        return length <= a.Flow.Rule.MaxDuration && length > TimeSpan.FromSeconds(-1)
            && Enumerable.Range(0, 20).All(n => IsAllowed(a.Flow, a.Person, a.Server, c.Plans, c.Now + (length * n / 20)))
            && (length > a.Flow.Rule.MaxDuration - TimeSpan.FromSeconds(1) || !IsAllowed(a.Flow, a.Person, a.Server, c.Plans, a.Until + TimeSpan.FromSeconds(1)));
    }));

    [Fact]
    public void At_UntilTheNextChange_NobodyComesOrGoes() => Check(c =>
    {
        var answer = AutomaticAccess.At(c.Now, c.Flows, People, Servers, c.Plans);
        var next = answer.Next ?? c.Now.AddDays(7);
        return next > c.Now && Enumerable.Range(1, 9).All(n =>
            Keys(AutomaticAccess.At(c.Now + ((next - c.Now) * n / 10), c.Flows, People, Servers, c.Plans).Access).SetEquals(Keys(answer.Access)));
    });

    [Fact]
    public void At_OrderOfWhatGoesIn_PlaysNoPart() => Check(c => AutomaticAccess.At(c.Now, c.Flows, People, Servers, c.Plans).Access.Select(a => (a.Flow.Id, a.Person.Id, a.Server.Id, a.Until)).SequenceEqual(
        AutomaticAccess.At(c.Now, [.. Enumerable.Reverse(c.Flows)], [.. Enumerable.Reverse(People)], [.. Enumerable.Reverse(Servers)], [.. Enumerable.Reverse(c.Plans)]).Access
            .Select(a => (a.Flow.Id, a.Person.Id, a.Server.Id, a.Until))));

    [Fact]
    public void Plan_CarriedOutFromMomentToMoment_LeavesNoGapAndNothingTooMuch() => Check(c =>
    {
        var given = new List<GivenGrant>();
        var now = c.Now;
        for (var step = 0; step < 12; step++)
        {
            var answer = AutomaticAccess.At(now, c.Flows, People, Servers, c.Plans);
            var plan = AutomaticPlan.Of(now, answer.Access, [.. given.Where(g => g.GivenUntil > now)]);
            CarryOut(plan, given, now);
            var again = AutomaticPlan.Of(now, answer.Access, [.. given.Where(g => g.GivenUntil > now)]);
            var inForce = given.Where(g => g.Grant.State == GrantState.Active && g.Ends > now).Select(g => (g.Flow, g.Grant.PersonId, g.Grant.ServerId)).ToHashSet();
            if (!again.IsEmpty || !inForce.SetEquals(Keys(answer.Access)))
            {
                return false;
            }

            if (new[] { answer.Next, again.Next }.Min() is not { } next)
            {
                return answer.Access.Count == 0;
            }

            // Just before it is looked at again, everything that was given is still in force.
            var before = next - TimeSpan.FromMilliseconds(1);
            if (before > now && !given.Where(g => g.Grant.State == GrantState.Active && g.Ends > before).Select(g => (g.Flow, g.Grant.PersonId, g.Grant.ServerId)).ToHashSet().IsSupersetOf(Keys(answer.Access)))
            {
                return false;
            }

            now = next > now ? next : now.AddSeconds(1);
        }

        return true;
    });

    private static void CarryOut(AutomaticPlan plan, List<GivenGrant> given, DateTimeOffset now)
    {
        foreach (var access in plan.New)
        {
            var grant = new Grant
            {
                ServerName = "a server",
                Id = new(Guid.CreateVersion7()), RequestId = new(Guid.CreateVersion7()), ServerId = access.Server.Id, PersonId = access.Person.Id, Account = access.Person.Account,
                LinuxGroups = access.Flow.Rule.LinuxGroups, Duration = access.Until - now, CreatedAt = now, State = GrantState.Active, NotAfter = access.Until,
            };
            given.Add(new(grant, access.Flow.Id, access.Flow.Version, access.Until));
        }

        foreach (var move in plan.Moves)
        {
            move.Given.Grant.NotAfter = move.Until;
            given[given.IndexOf(move.Given)] = move.Given with { GivenUntil = move.Until };
        }

        foreach (var end in plan.Ends)
        {
            (end.Grant.State, end.Grant.EndReason) = (GrantState.Ended, EndReason.FlowChanged);
        }
    }

    private static HashSet<(AccessFlowId, PersonId, ServerId)> Keys(IEnumerable<AutomaticGrant> access) => [.. access.Select(a => (a.Flow.Id, a.Person.Id, a.Server.Id))];

    private static bool IsAllowed(AccessFlow flow, AutomaticPerson person, ServerFacts server, ShiftPlan[] plans, DateTimeOffset at)
    {
        var memberships = new Memberships(person.Groups, [.. plans.Where(p => OnCallTimes.OnCall(p, at).Contains(person.Id)).Select(p => p.Shift.Id)]);
        var question = new AccessQuestion(person.Id, memberships, [server], flow.Rule.LinuxGroups, TimeSpan.FromSeconds(5), "", at) { Kind = FlowKind.Automatic, MayBeCut = true };
        return AccessEvaluator.Evaluate(question, [flow]).Flow is not null;
    }

    private static void Check(Func<(DateTimeOffset Now, AccessFlow[] Flows, ShiftPlan[] Plans), bool> holds) => Prop.ForAll(Cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
