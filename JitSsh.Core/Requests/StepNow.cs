using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;

namespace JitSsh.Core.Requests;

/// <summary>The step that a request waits in, by the flow in force: who is asked, and what has been approved in it. Pure.</summary>
/// <param name="Flow">The flow in force.</param>
/// <param name="Rule">How it decides.</param>
/// <param name="Number">The step, from 0.</param>
/// <param name="Asked">Who is asked.</param>
/// <param name="IsEscalated">True once others are asked besides.</param>
/// <param name="Approvals">The approvals in this step so far.</param>
/// <param name="Delegations">Who decides in whose place now.</param>
/// <param name="Requester">Who asks; never decides.</param>
public sealed record StepNow(
    AccessFlow Flow, ApprovalRule Rule, int Number, StepApprovers Asked, bool IsEscalated, IReadOnlyList<Decision> Approvals, IReadOnlyList<Delegation> Delegations, PersonId Requester)
{
    /// <summary>Who asked for the requester; never decides either. Null when nobody did.</summary>
    public PersonId? AskedBy { get; init; }

    /// <summary>What the flow says about it.</summary>
    public ApprovalStep Step => Rule.StepAt(Number);

    /// <summary>How many steps there are.</summary>
    public int Of => Rule.Steps.Count;

    /// <summary>True when nothing comes after it.</summary>
    public bool IsLast => Number >= Of - 1;

    /// <summary>How many have approved in it.</summary>
    public int Approved => Approvals.Count;

    /// <summary>How many have to.</summary>
    public int Needed => Step.All ? Asked.First.Count : Math.Max(Step.Needed, Asked.Whole.Count == 0 ? Asked.Owned.Select(o => o.Owner).OfType<PersonId>().Distinct().Count() : 0);

    /// <summary>Those who are still asked: who is asked and has not approved, neither by themselves nor by somebody in their place.</summary>
    public IReadOnlyList<Person> Waiting => [.. Asked.Now(IsEscalated).Where(p => !IsTaken(p.Id))];

    /// <summary>In whose places this person can decide now, their own first; empty when they cannot.</summary>
    public IReadOnlyList<PersonId> PlacesOf(PersonId person)
    {
        if (person == Requester || person == AskedBy || Approvals.Any(a => a.ApproverId == person))
        {
            return [];
        }

        // In a step in which one approval counts as one, whoever stands in for two still has one voice. For two owners they still speak for the servers of both.
        var places = Waiting.Select(p => p.Id).Where(p => p == person || Delegations.Any(d => d.PersonId == p && d.DelegateId == person)).OrderBy(p => p == person ? 0 : 1);
        return [.. Step.All ? places : places.Where((p, i) => i == 0 || (Step.Needed == 1 && Asked.Owned.Any(o => o.Owner == p)))];
    }

    /// <summary>True when the step is over once these places have approved.</summary>
    /// <param name="places">Those in whose places somebody approves now.</param>
    /// <param name="kept">True for the servers that they approve; those that are left out need no owner.</param>
    public bool IsOverWith(IReadOnlyCollection<PersonId> places, Func<ServerId, bool> kept)
    {
        var covers = Asked.Covers(Has, IsEscalated, kept);
        return Step.All
            ? (covers && Asked.FirstFor(kept).ToList() is { Count: > 0 } first && first.TrueForAll(Has)) || (IsEscalated && Asked.Next.Any(p => Has(p.Id)))
            : covers && Approvals.Count + 1 >= Step.Needed;

        bool Has(PersonId person) => IsTaken(person) || places.Contains(person);
    }

    private bool IsTaken(PersonId person) => Approvals.Any(a => a.ApproverId == person || a.For.Contains(person));
}
