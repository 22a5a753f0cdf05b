using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Core.Shifts;

namespace JitSsh.Core.AccessFlows;

/// <summary>Somebody to whom flows may give access.</summary>
/// <param name="Id">The person; active.</param>
/// <param name="Account">Their Linux name.</param>
/// <param name="Groups">The groups they are in, by whatever way; those that no flow names may be missing.</param>
public sealed record AutomaticPerson(PersonId Id, string Account, IReadOnlyCollection<GroupId> Groups);

/// <summary>Access that an automatic flow gives at a moment.</summary>
/// <param name="Flow">The flow.</param>
/// <param name="Person">To whom.</param>
/// <param name="Server">To which server.</param>
/// <param name="Until">
/// When it ends as far as is known now, in whole seconds: when the person is no longer named (a hand-over), when the flow's hours end, and at the latest after the flow's longest time.
/// </param>
/// <param name="Through">The first shift or group by which the flow names the person; both null when it names them by themselves, or everybody.</param>
public sealed record AutomaticGrant(AccessFlow Flow, AutomaticPerson Person, ServerFacts Server, DateTimeOffset Until, AutomaticReason Through);

/// <summary>By what a flow names somebody.</summary>
/// <param name="Shift">The shift in which they are on call; null when it is none.</param>
/// <param name="Group">The group; null when it is none, or a shift.</param>
public readonly record struct AutomaticReason(ShiftId? Shift, GroupId? Group);

/// <summary>What automatic flows give at a moment, and when to ask again.</summary>
/// <param name="Access">What they give, each person, server and flow once.</param>
/// <param name="Next">The next moment at which this becomes different by time alone; null when it does not within <see cref="AutomaticAccess.Ahead"/>.</param>
public sealed record AutomaticAnswer(IReadOnlyList<AutomaticGrant> Access, DateTimeOffset? Next);

/// <summary>
/// Decides what automatic flows give. Pure: facts in, answer out. Whether a person gets a server is asked of <see cref="AccessEvaluator"/>, the same code that decides on what people ask for; only
/// for how long is computed here.
/// </summary>
public static class AutomaticAccess
{
    /// <summary>How far ahead the plans of shifts have to be known: longer than any flow gives access at a time.</summary>
    public static readonly TimeSpan Ahead = FlowRule.LongestDuration + TimeSpan.FromDays(1);

    /// <summary>The answer. The order of what goes in plays no part.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="flows">All flows; those under which people ask, and those that are not active, give nothing.</param>
    /// <param name="people">Everybody who is active and has a Linux name.</param>
    /// <param name="servers">All servers.</param>
    /// <param name="plans">The shifts with what is known of the time until <see cref="Ahead"/>. Nobody is on call in one that is missing.</param>
    public static AutomaticAnswer At(
        DateTimeOffset now, IReadOnlyCollection<AccessFlow> flows, IReadOnlyCollection<AutomaticPerson> people, IReadOnlyCollection<ServerFacts> servers, IReadOnlyCollection<ShiftPlan> plans)
    {
        List<AutomaticGrant> access = [];
        List<DateTimeOffset> changes = [];
        foreach (var flow in flows.Where(f => f is { IsActive: true, Rule.Kind: FlowKind.Automatic }).OrderBy(f => f.Id.Value))
        {
            var rule = flow.Rule;
            var shifts = rule.Grantees.Shifts.Concat(rule.Grantees.ExceptShifts).ToHashSet();
            var duties = Duties(now, [.. plans.Where(p => shifts.Contains(p.Shift.Id))]);
            if (duties.Count > 1)
            {
                changes.Add(duties[1].From);
            }

            if (Edge(rule.When, now) is { } edge)
            {
                changes.Add(edge);
            }

            var given = 0;
            var matching = servers.Where(rule.Targets.Matches).OrderBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Id.Value).ToList();
            foreach (var person in people.Where(p => rule.Grantees.Names(p.Id, duties[0].Of(p))).OrderBy(p => p.Id.Value))
            {
                foreach (var server in matching.Where(s => IsGiven(flow, person, duties[0], s, now)).TakeWhile(_ => given < AutomaticRuleProblems.MostAccess))
                {
                    given++;
                    access.Add(new(flow, person, server, Until(rule, person, duties, now), Reason(rule.Grantees, duties[0].Of(person))));
                }
            }
        }

        return new(access, changes.Count == 0 ? null : changes.Min());
    }

    private static bool IsGiven(AccessFlow flow, AutomaticPerson person, Duty duty, ServerFacts server, DateTimeOffset now) => AccessEvaluator.Evaluate(
        new(person.Id, duty.Of(person), [server], flow.Rule.LinuxGroups, FlowRule.ShortestDuration, "", now) { Kind = FlowKind.Automatic, MayBeCut = true }, [flow]).Flow is not null;

    private static DateTimeOffset Until(FlowRule rule, AutomaticPerson person, List<Duty> duties, DateTimeOffset now)
    {
        var until = now + rule.MaxDuration;
        until = rule.When?.EndAt(now, FlowRule.LongestDuration) is { } closes && closes < until ? closes : until;
        until = duties.Skip(1).FirstOrDefault(d => !rule.Grantees.Names(person.Id, d.Of(person))) is { } over && over.From < until ? over.From : until;
        return DateTimeOffset.FromUnixTimeSeconds(until.ToUnixTimeSeconds());
    }

    /// <summary>Who is on call in which shifts from now on, a stretch each, until <see cref="Ahead"/>.</summary>
    private static List<Duty> Duties(DateTimeOffset now, List<ShiftPlan> plans)
    {
        List<Duty> duties = [];
        for (DateTimeOffset? at = now; at is { } moment && moment - now < Ahead; at = plans.Min(p => OnCallTimes.NextChange(p, moment)))
        {
            duties.Add(new(moment, plans.SelectMany(p => OnCallTimes.OnCall(p, moment).Select(person => (person, p.Shift.Id))).ToLookup(x => x.person, x => x.Id)));
        }

        return duties;
    }

    private static DateTimeOffset? Edge(AccessHours? hours, DateTimeOffset now) => hours is null ? null : hours.EndAt(now, FlowRule.LongestDuration) ?? hours.NextOpening(now);

    private static AutomaticReason Reason(PeopleRule rule, Memberships memberships) =>
        rule.Shifts.Where(memberships.Shifts.Contains).Select(s => (ShiftId?)s).FirstOrDefault() is { } shift ? new(shift, null)
        : new(null, rule.Groups.Where(memberships.Groups.Contains).Select(g => (GroupId?)g).FirstOrDefault());

    private sealed record Duty(DateTimeOffset From, ILookup<PersonId, ShiftId> OnCall)
    {
        public Memberships Of(AutomaticPerson person) => new(person.Groups, [.. OnCall[person.Id]]);
    }
}
