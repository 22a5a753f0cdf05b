using JitSsh.Core.AccessFlows;

namespace JitSsh.Core.Grants;

/// <summary>What the store of the access that automatic flows give guarantees.</summary>
public interface IGivenAccessStore
{
    /// <summary>
    /// Makes what was given what is wanted, in one transaction, with what is there at that moment: approved requests with their grants are added, grants end or get another end, and their
    /// servers become due. A flow that was changed since it was read is left alone, and so is whoever was deactivated. Nothing is written when nothing is to be done.
    /// </summary>
    /// <param name="wanted">What automatic flows give; a person, a server and a flow come once.</param>
    /// <param name="wordsOf">By what a flow names a person, in words.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>When what was given has to be looked at again; null when nothing was given.</returns>
    Task<DateTimeOffset?> MatchAsync(IReadOnlyCollection<AutomaticGrant> wanted, Func<AutomaticReason, string> wordsOf, DateTimeOffset now, CancellationToken cancel);
}
