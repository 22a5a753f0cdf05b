using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;

namespace JitSsh.Core.Grants;

/// <summary>A request that waits for the actor's decision, with what helps to decide.</summary>
/// <param name="Request">The request.</param>
/// <param name="Asked">How often this person asked before.</param>
/// <param name="Connected">How often they fetched a certificate for it.</param>
public sealed record ApproverTask(RequestRow Request, int Asked, int Connected);

/// <summary>What waits for the actor's decision.</summary>
public sealed class ListTasks(IRequestStore requests, IGrantStore grants, IPeopleStore people, IAccessFlowStore flows, TimeProvider clock)
{
    /// <summary>Requests under flows that name the actor as approver, without their own, oldest first.</summary>
    public async Task<IReadOnlyList<ApproverTask>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        var waiting = await WaitingAsync(actor, cancel);
        List<ApproverTask> tasks = [];
        foreach (var row in await grants.RequestsAsync([.. waiting.Select(r => r.Id)], cancel))
        {
            var (asked, connected) = await requests.HistoryOfAsync(row.Request.RequesterId, cancel);
            tasks.Add(new(row, asked - 1, connected));
        }

        return tasks;
    }

    /// <summary>How many there are.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancel = default) => (await WaitingAsync(actor, cancel)).Count;

    private async Task<IReadOnlyList<AccessRequest>> WaitingAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Id is not { } person)
        {
            return [];
        }

        var memberships = await people.MembershipsOfAsync(person, clock.GetUtcNow(), cancel);
        var mine = (await flows.ListAsync(cancel)).Where(f => f.IsActive && f.Rule.Approvers?.Names(person, memberships) == true).Select(f => f.Id).ToList();
        return mine.Count == 0 ? [] : [.. (await requests.PendingOfFlowsAsync(mine, cancel)).Where(r => r.RequesterId != person)];
    }
}
