using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>Shows an admin who has access to what at this moment.</summary>
public sealed class ShowAccessNow(IActivityStore store)
{
    /// <summary>A part of the list, by server and person; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<AccessNow>>> ListAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.IsAdmin ? await store.AccessNowAsync(search, page, cancel) : Refusal.NotFound;
}
