using JitSsh.Core.Requests;
using Xunit;

namespace JitSsh.Tests.Core.Requests;

public sealed class RequestTransitionsTests
{
    private static readonly string[] Legal = ["Pending>Approved", "Pending>Rejected", "Pending>Cancelled", "Pending>Lapsed"];

    public static TheoryData<RequestState, RequestState> Pairs
    {
        get
        {
            var pairs = new TheoryData<RequestState, RequestState>();
            foreach (var from in Enum.GetValues<RequestState>())
            {
                foreach (var to in Enum.GetValues<RequestState>())
                {
                    pairs.Add(from, to);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Demand_EveryPair_PassesOnlyTheLegalOnes(RequestState from, RequestState to)
    {
        var refused = Record.Exception(() => RequestTransitions.Demand(from, to)) is InvalidOperationException;
        Assert.Equal(!Legal.Contains($"{from}>{to}"), refused);
    }
}
