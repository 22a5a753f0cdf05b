using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>Shows an admin who has access to what at this moment.</summary>
public sealed class ShowAccessNow(IActivityStore store)
{
    /// <summary>A part of the list, by server and account; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<AccessNow>>> ListAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await store.AccessNowAsync(search, page, cancel) : Refusal.NotFound;

    /// <summary>All of the list as it is at one moment, for a file; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IReadOnlyList<AccessNow>>> ExportAsync(Actor actor, string? search, CancellationToken cancel = default) =>
        actor.SeesAll ? Outcomes.Done(await store.AllAccessNowAsync(search, cancel)) : Refusal.NotFound;
}
