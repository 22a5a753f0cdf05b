using JitSsh.Core.Grants;
using Xunit;

namespace JitSsh.Tests.Core.Grants;

public sealed class GrantTransitionsTests
{
    // Written out by hand: every pair of states, and whether it is legal.
    private static readonly string[] Legal = ["Pending>Active", "Pending>Ending", "Active>Ending", "Ending>Ended"];

    public static TheoryData<GrantState, GrantState> Pairs
    {
        get
        {
            var pairs = new TheoryData<GrantState, GrantState>();
            foreach (var from in Enum.GetValues<GrantState>())
            {
                foreach (var to in Enum.GetValues<GrantState>())
                {
                    pairs.Add(from, to);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Demand_EveryPair_PassesOnlyTheLegalOnes(GrantState from, GrantState to)
    {
        var refused = Record.Exception(() => GrantTransitions.Demand(from, to)) is InvalidOperationException;
        Assert.Equal(!Legal.Contains($"{from}>{to}"), refused);
    }

    [Fact]
    public void Legal_FromPending_EveryStateIsReached()
    {
        var reached = new HashSet<GrantState> { GrantState.Pending };
        while (GrantTransitions.Legal.Where(t => reached.Contains(t.From)).Any(t => reached.Add(t.To)))
        {
        }

        Assert.Equal(Enum.GetValues<GrantState>().Order(), reached.Order());
    }
}
