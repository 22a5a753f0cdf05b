using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;

namespace JitSsh.Core.Grants;

/// <summary>A grant that an automatic flow has made.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="Flow">The flow.</param>
/// <param name="FlowVersion">The version that governs it.</param>
/// <param name="GivenUntil">Until when its request was given.</param>
public sealed record GivenGrant(Grant Grant, AccessFlowId Flow, int FlowVersion, DateTimeOffset GivenUntil)
{
    /// <summary>When it ends if nothing is done: not yet fixed for one that has not begun.</summary>
    public DateTimeOffset Ends => Grant is { State: GrantState.Active, NotAfter: { } notAfter } ? notAfter : GivenUntil;
}

/// <summary>A given grant whose end is moved, so that it goes on without a gap or is over sooner.</summary>
/// <param name="Given">The grant as it is.</param>
/// <param name="Until">Its new end.</param>
public sealed record GivenMove(GivenGrant Given, DateTimeOffset Until)
{
    /// <summary>True when it goes on for longer.</summary>
    public bool GoesOn => Until > Given.Ends;
}

/// <summary>What is to be done so that what was given is what automatic flows give.</summary>
/// <param name="New">Access to give.</param>
/// <param name="Moves">Access whose end moves.</param>
/// <param name="Ends">Access that ends: its flow does not give it any more.</param>
/// <param name="Next">When to look again at the latest; null when nothing that was given will end.</param>
public sealed record AutomaticPlan(IReadOnlyList<AutomaticGrant> New, IReadOnlyList<GivenMove> Moves, IReadOnlyList<GivenGrant> Ends, DateTimeOffset? Next)
{
    private static readonly TimeSpan LongestLead = TimeSpan.FromHours(1);

    /// <summary>True when nothing is to be done.</summary>
    public bool IsEmpty => New.Count + Moves.Count + Ends.Count == 0;

    /// <summary>
    /// The plan. Pure, and repeatable: once it is carried out, the same facts give an empty one. What a person ended by hand is not given again before the moment at which it would have ended
    /// by itself; what ended otherwise is.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="wanted">What automatic flows give.</param>
    /// <param name="given">What was given and would not be over now by its request's time, whatever became of it.</param>
    public static AutomaticPlan Of(DateTimeOffset now, IReadOnlyCollection<AutomaticGrant> wanted, IReadOnlyCollection<GivenGrant> given)
    {
        var wants = wanted.ToDictionary(w => (w.Flow.Id, w.Person.Id, w.Server.Id));
        var open = wants.Keys.ToHashSet();
        List<GivenMove> moves = [];
        List<GivenGrant> ends = [];
        List<DateTimeOffset> next = [];
        foreach (var row in given.OrderBy(g => g.Grant.Id.Value))
        {
            var key = (row.Flow, row.Grant.PersonId, row.Grant.ServerId);
            var want = wants.GetValueOrDefault(key);
            if (row.Grant.State is GrantState.Ending or GrantState.Ended)
            {
                if (row.Grant.EndReason is EndReason.RevokedByRequester or EndReason.RevokedByAdmin && (row.Grant.NotAfter ?? row.GivenUntil) is var until && until > now && open.Remove(key))
                {
                    next.Add(until);
                }
            }
            else if (want is null || want.Person.Account != row.Grant.Account || row.Grant.LinuxGroups.Except(want.Flow.Rule.LinuxGroups, StringComparer.Ordinal).Any())
            {
                ends.Add(row);
            }
            else if (want.Flow.Rule.LinuxGroups.Except(row.Grant.LinuxGroups, StringComparer.Ordinal).Any())
            {
                // The group is given beside it at once. Its own sessions go on until it has run out.
                continue;
            }
            else if (Move(row, want, now) is { } move)
            {
                moves.Add(move);
                next.Add(LookAgain(want.Flow.Rule, move.Until, now));
                open.Remove(key);
            }
            else if (row.Ends >= want.Until || row.Ends - now > Lead(want.Flow.Rule))
            {
                next.Add(LookAgain(want.Flow.Rule, row.Ends, now));
                open.Remove(key);
            }

            // Else it is about to end and is of an older version of the flow: it runs out beside a new one, which is governed by the version in force.
        }

        List<AutomaticGrant> missing = [.. wanted.Where(w => open.Contains((w.Flow.Id, w.Person.Id, w.Server.Id)))];
        next.AddRange(missing.Select(w => LookAgain(w.Flow.Rule, w.Until, now)));
        return new(missing, moves, ends, next.Count == 0 ? null : next.Min());
    }

    private static GivenMove? Move(GivenGrant row, AutomaticGrant want, DateTimeOffset now) =>
        want.Until < row.Ends ? new(row, want.Until)
        : want.Until > row.Ends && row.Ends - now <= Lead(want.Flow.Rule) && row.FlowVersion == want.Flow.Version ? new(row, want.Until)
        : null;

    private static DateTimeOffset LookAgain(FlowRule rule, DateTimeOffset ends, DateTimeOffset now) => ends - Lead(rule) > now ? ends - Lead(rule) : ends;

    /// <summary>How long before its end access is made to go on.</summary>
    private static TimeSpan Lead(FlowRule rule) => rule.MaxDuration / 2 < LongestLead ? rule.MaxDuration / 2 : LongestLead;
}
