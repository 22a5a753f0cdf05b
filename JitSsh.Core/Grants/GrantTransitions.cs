namespace JitSsh.Core.Grants;

/// <summary>The legal transitions of a grant. Everything that is not in this table is refused, in code and by the guarded update in the database.</summary>
public static class GrantTransitions
{
    /// <summary>From and to. Pending to Ending is there because an apply may have half-succeeded; Pending to Ended is not.</summary>
    public static IReadOnlySet<(GrantState From, GrantState To)> Legal { get; } = new HashSet<(GrantState, GrantState)>
    {
        (GrantState.Pending, GrantState.Active),
        (GrantState.Pending, GrantState.Ending),
        (GrantState.Active, GrantState.Ending),
        (GrantState.Ending, GrantState.Ended),
    };

    /// <summary>Throws unless the transition is legal: asking for an illegal one is a defect, not an outcome.</summary>
    /// <exception cref="InvalidOperationException">It is not in the table.</exception>
    public static void Demand(GrantState from, GrantState to)
    {
        if (!Legal.Contains((from, to)))
        {
            throw new InvalidOperationException($"A grant never goes from {from} to {to}.");
        }
    }
}
