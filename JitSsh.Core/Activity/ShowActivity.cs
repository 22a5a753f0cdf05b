using System.Runtime.CompilerServices;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Core.Activity;

/// <summary>Shows requests with what became of them: everybody's to an admin, their own to a member.</summary>
public sealed class ShowActivity(IActivityStore store)
{
    private const int AtOnce = 500;

    /// <summary>A part of the list, the newest first.</summary>
    public async Task<PageOf<RequestRow>> ListAsync(Actor actor, ActivityQuery query, Page page, CancellationToken cancel = default) =>
        Allowed(actor, query) is { } allowed ? await store.ListAsync(allowed, page, cancel) : new([], 0);

    /// <summary>All of the list, the newest first, read as it is taken. A request that is made meanwhile is not in it.</summary>
    public async IAsyncEnumerable<RequestRow> ExportAsync(Actor actor, ActivityQuery query, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        if (Allowed(actor, query) is not { } allowed)
        {
            yield break;
        }

        DateTimeOffset? until = null;
        HashSet<RequestId> had = [];
        while (true)
        {
            var rows = await store.NextAsync(allowed, until, had, AtOnce, cancel);
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < AtOnce)
            {
                yield break;
            }

            // Several requests may have been asked in one moment: the next part begins in it, without those.
            var last = rows[^1].Request.CreatedAt;
            had = last == until ? had : [];
            had.UnionWith(rows.Where(r => r.Request.CreatedAt == last).Select(r => r.Request.Id));
            until = last;
        }
    }

    private static ActivityQuery? Allowed(Actor actor, ActivityQuery query) =>
        actor.SeesAll ? query with { Only = null } : actor.Id is { } person ? query with { Only = person } : null;
}
