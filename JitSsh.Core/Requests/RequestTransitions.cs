namespace JitSsh.Core.Requests;

/// <summary>The legal transitions of a request. Everything that is not in this table is refused, in code and by the guarded update in the database.</summary>
public static class RequestTransitions
{
    /// <summary>From and to.</summary>
    public static IReadOnlySet<(RequestState From, RequestState To)> Legal { get; } = new HashSet<(RequestState, RequestState)>
    {
        (RequestState.Pending, RequestState.Approved),
        (RequestState.Pending, RequestState.Rejected),
        (RequestState.Pending, RequestState.Cancelled),
        (RequestState.Pending, RequestState.Lapsed),
    };

    /// <summary>Throws unless the transition is legal: asking for an illegal one is a defect, not an outcome.</summary>
    /// <exception cref="InvalidOperationException">It is not in the table.</exception>
    public static void Demand(RequestState from, RequestState to)
    {
        if (!Legal.Contains((from, to)))
        {
            throw new InvalidOperationException($"A request never goes from {from} to {to}.");
        }
    }
}
