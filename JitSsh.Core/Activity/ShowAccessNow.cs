using System.Runtime.CompilerServices;
using JitSsh.Core.Common;

namespace JitSsh.Core.Activity;

/// <summary>Shows an admin who has access to what at this moment.</summary>
public sealed class ShowAccessNow(IActivityStore store)
{
    /// <summary>A part of the list, by server and person; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<PageOf<AccessNow>>> ListAsync(Actor actor, string? search, Page page, CancellationToken cancel = default) =>
        actor.IsAdmin ? await store.AccessNowAsync(search, page, cancel) : Refusal.NotFound;

    /// <summary>All of the list, read as it is taken; NotFound for anyone but an admin.</summary>
    public Outcome<IAsyncEnumerable<AccessNow>> Export(Actor actor, string? search) => actor.IsAdmin ? Outcomes.Done(AllAsync(search)) : Refusal.NotFound;

    private async IAsyncEnumerable<AccessNow> AllAsync(string? search, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        for (var skip = 0; ; skip += Page.Max)
        {
            var page = await store.AccessNowAsync(search, new(skip, Page.Max), cancel);
            foreach (var one in page.Items)
            {
                yield return one;
            }

            if (page.Items.Count < Page.Max)
            {
                yield break;
            }
        }
    }
}
