using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>What an admin says about an assertion.</summary>
/// <param name="Name">The name; unique.</param>
/// <param name="People">Who never gets them.</param>
/// <param name="Targets">What they never get.</param>
/// <param name="Hours">When they do not; null is never at all.</param>
public sealed record AssertionInput(string Name, PeopleRule People, TargetRule Targets, AccessHours? Hours);

/// <summary>Adds, changes or removes an assertion. One that an active access flow breaks is refused, so that what is written here holds from the first moment.</summary>
public sealed class SaveAssertion(IAssertionStore assertions, IAccessFlowStore flows, IBundleStore bundles, IPeopleStore people, IServerStore servers, TimeProvider clock)
{
    /// <summary>Adds an assertion. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<FlowAssertionId>> AddAsync(Actor actor, AssertionInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var assertion = new FlowAssertion
        {
            Id = TypedId.New<FlowAssertionId>(clock),
            Name = input.Name.Trim(),
            People = input.People,
            Targets = input.Targets,
            Hours = input.Hours,
            ChangedAt = clock.GetUtcNow(),
        };
        return await ProblemsAsync(assertion, cancel) is { Count: > 0 } problems ? Refusal.Invalid(problems)
            : await assertions.AddAsync(assertion, Audited.Assertion(actor, assertion.ChangedAt, assertion.Id, "added", assertion.Name), cancel) ? assertion.Id
            : NameTaken;
    }

    /// <summary>Changes an assertion; Conflict when somebody else did since <paramref name="version"/>.</summary>
    public async Task<Outcome<Nothing>> ChangeAsync(Actor actor, FlowAssertionId id, int version, AssertionInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || (await assertions.ListAsync(cancel)).FirstOrDefault(a => a.Id == id) is not { } assertion)
        {
            return Refusal.NotFound;
        }

        var isStale = assertion.Version != version;
        (assertion.Name, assertion.People, assertion.Targets, assertion.Hours) = (input.Name.Trim(), input.People, input.Targets, input.Hours);
        if (await ProblemsAsync(assertion, cancel) is { Count: > 0 } problems)
        {
            return Refusal.Invalid(problems);
        }

        if (isStale)
        {
            return Stale;
        }

        (assertion.Version, assertion.ChangedAt) = (version + 1, clock.GetUtcNow());
        return await assertions.ChangeAsync(assertion, Audited.Assertion(actor, assertion.ChangedAt, id, "changed", $"{assertion.Name}, version {assertion.Version}"), cancel) switch
        {
            null => Nothing.AtAll,
            FlowSaveProblem.NameTaken => NameTaken,
            _ => Stale,
        };
    }

    /// <summary>Removes an assertion: flows may say from then on what it ruled out.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, FlowAssertionId id, CancellationToken cancel = default) =>
        actor.IsAdmin && (await assertions.ListAsync(cancel)).FirstOrDefault(a => a.Id == id) is { } assertion
            && await assertions.RemoveAsync(id, Audited.Assertion(actor, clock.GetUtcNow(), id, "removed", assertion.Name), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    private static Refusal NameTaken => Refusal.Invalid("Name", "Another assertion has this name.");

    private static Refusal Stale => Refusal.Conflict("Somebody else has changed this assertion since you opened it. Open it again and make your change there.");

    private async Task<List<Problem>> ProblemsAsync(FlowAssertion assertion, CancellationToken cancel)
    {
        var problems = FlowRuleProblems.In(assertion.Targets);
        Add("Name", PlainText.ProblemWithName(assertion.Name));
        Add("People", assertion.People.IsEmpty ? "Say who never gets them: people or groups, or everybody." : null);
        Add("Hours", FlowRuleProblems.In(assertion.Hours));
        var known = await bundles.ListAsync(cancel);
        Add("Targets", assertion.Targets.Bundles.Concat(assertion.Targets.ExceptBundles).Any(b => known.All(k => k.Id != b)) ? "A bundle that this names is gone. Choose another one." : null);
        if (problems.Count > 0)
        {
            return problems;
        }

        var estate = new Estate(people, servers, clock.GetUtcNow());
        var checkable = assertion.With(known);
        foreach (var flow in (await flows.ListAsync(cancel)).Where(f => f.IsActive))
        {
            Add("People", await estate.BreakAsync(checkable, flow.Name, flow.Rule, cancel) is { } broken
                ? $"The access flow '{flow.Name}' breaks this now: {broken.Example}. Change that flow first."
                : null);
        }

        return problems;

        void Add(string field, string? sentence)
        {
            if (sentence is not null)
            {
                problems.Add(new(field, sentence));
            }
        }
    }
}
