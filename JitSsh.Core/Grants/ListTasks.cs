using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;

namespace JitSsh.Core.Grants;

/// <summary>A request that waits for the actor's decision, with what helps to decide.</summary>
/// <param name="Request">The request.</param>
/// <param name="Asked">How often this person asked before.</param>
/// <param name="Connected">How often they fetched a certificate for it.</param>
public sealed record ApproverTask(RequestRow Request, int Asked, int Connected)
{
    /// <summary>The step it is in; null for a review, which has none.</summary>
    public StepNow? Step { get; init; }

    /// <summary>In whose place the actor decides because they are away; empty when they are asked themselves.</summary>
    public IReadOnlyList<string> InPlaceOf { get; init; } = [];

    /// <summary>The access that it asks to extend; null for a request of its own.</summary>
    public RequestRow? Extends { get; init; }
}

/// <summary>What waits for the actor: requests to decide on, and emergencies to review.</summary>
public sealed class ListTasks(IRequestStore requests, IGrantStore grants, IPeopleStore people, WhoDecides who)
{
    /// <summary>Requests in a step that asks the actor now, without their own, oldest first.</summary>
    public async Task<IReadOnlyList<ApproverTask>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        var waiting = await WaitingAsync(actor, cancel);
        var extended = (await grants.RequestsAsync([.. waiting.Select(w => w.Request.ExtendsId).OfType<RequestId>()], cancel)).ToDictionary(r => r.Request.Id);
        var steps = waiting.ToDictionary(w => w.Request.Id, w => w.Step);
        List<ApproverTask> tasks = [];
        foreach (var row in await grants.RequestsAsync([.. steps.Keys], cancel))
        {
            var (asked, connected) = await requests.HistoryOfAsync(row.Request.RequesterId, cancel);
            var step = steps[row.Request.Id];
            tasks.Add(new(row, row.Request.ExtendsId is null ? asked - 1 : asked, connected)
            {
                Step = step,
                InPlaceOf = await NamesAsync(step.PlacesOf(actor.Id!.Value).Where(p => p != actor.Id), cancel),
                Extends = row.Request.ExtendsId is { } id ? extended.GetValueOrDefault(id) : null,
            });
        }

        return tasks;
    }

    /// <summary>Emergencies whose review the actor may sign, oldest first.</summary>
    public async Task<IReadOnlyList<ApproverTask>> ReviewsAsync(Actor actor, CancellationToken cancel = default)
    {
        List<ApproverTask> tasks = [];
        foreach (var row in await grants.RequestsAsync([.. (await OpenReviewsAsync(actor, cancel)).Select(r => r.Id)], cancel))
        {
            var (asked, connected) = await requests.HistoryOfAsync(row.Request.RequesterId, cancel);
            tasks.Add(new(row, asked - 1, connected));
        }

        return tasks;
    }

    /// <summary>How many there are of both.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancel = default) => (await WaitingAsync(actor, cancel)).Count + (await OpenReviewsAsync(actor, cancel)).Count;

    private async Task<IReadOnlyList<(AccessRequest Request, StepNow Step)>> WaitingAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Id is not { } person || await who.FlowsAskingAsync(person, cancel) is not { Count: > 0 } mine)
        {
            return [];
        }

        var pending = (await requests.PendingOfFlowsAsync([.. mine.Select(f => f.Id)], cancel)).Where(r => !r.IsParty(person)).ToList();
        var steps = await who.StepsAsync(pending, cancel);
        return [.. pending.Where(r => steps.ContainsKey(r.Id) && steps[r.Id].PlacesOf(person).Count > 0).Select(r => (r, steps[r.Id]))];
    }

    private async Task<IReadOnlyList<AccessRequest>> OpenReviewsAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Id is not { } person)
        {
            return [];
        }

        List<AccessRequest> open = [];
        foreach (var request in (await requests.OpenReviewsAsync(cancel)).Where(r => !r.IsParty(person)))
        {
            if (actor.IsAdmin || await who.MaySeeAsync(person, request, cancel))
            {
                open.Add(request);
            }
        }

        return open;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(IEnumerable<PersonId> ids, CancellationToken cancel)
    {
        List<string> names = [];
        foreach (var id in ids)
        {
            names.AddRange(await people.FindAsync(id, cancel) is { } person ? [person.Name] : []);
        }

        return names;
    }
}
