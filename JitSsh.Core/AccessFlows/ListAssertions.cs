using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;

namespace JitSsh.Core.AccessFlows;

/// <summary>An assertion and whether it holds.</summary>
/// <param name="Assertion">The assertion.</param>
/// <param name="Breaks">The active flows that break it now; none, unless people, groups or servers have changed since it was written.</param>
public sealed record AssertionRow(FlowAssertion Assertion, IReadOnlyList<AssertionBreak> Breaks);

/// <summary>Shows assertions to an admin.</summary>
public sealed class ListAssertions(IAssertionStore assertions, IAccessFlowStore flows, IPeopleStore people, IServerStore servers, TimeProvider clock)
{
    /// <summary>All assertions by name, each held against all active flows; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<AssertionRow>>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        if (!actor.SeesAll)
        {
            return Refusal.NotFound;
        }

        var estate = new Estate(people, servers, clock.GetUtcNow());
        var active = (await flows.ListAsync(cancel)).Where(f => f.IsActive).ToList();
        List<AssertionRow> rows = [];
        foreach (var assertion in await assertions.ListAsync(cancel))
        {
            List<AssertionBreak> breaks = [];
            foreach (var flow in active)
            {
                if (await estate.BreakAsync(assertion, flow.Name, flow.Rule, cancel) is { } broken)
                {
                    breaks.Add(broken);
                }
            }

            rows.Add(new(assertion, breaks));
        }

        return Outcomes.Done<IReadOnlyList<AssertionRow>>(rows);
    }

    /// <summary>One assertion; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<AssertionRow>> FindAsync(Actor actor, FlowAssertionId id, CancellationToken cancel = default) =>
        await RunAsync(actor, cancel) is { IsDone: true } all && all.Value.FirstOrDefault(r => r.Assertion.Id == id) is { } row ? row : Refusal.NotFound;
}
