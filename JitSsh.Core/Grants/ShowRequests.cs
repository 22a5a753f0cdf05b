using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Grants;

/// <summary>Shows requests with what became of them: their own to requesters, what they decide to approvers, everything to admins.</summary>
public sealed class ShowRequests(IGrantStore grants, IServerStore servers, WhoDecides who)
{
    /// <summary>A part of the list, the newest first. Who is no admin sees their own, or what they asked for others, whatever the filter says.</summary>
    public async Task<PageOf<RequestRow>> ListAsync(Actor actor, RequestFilter filter, Page page, CancellationToken cancel = default) =>
        actor.SeesAll ? await grants.ListRequestsAsync(filter, page, cancel)
        : actor.Id is { } person ? await grants.ListRequestsAsync(filter.AskedBy == person ? filter : filter with { Requester = person, AskedBy = null }, page, cancel)
        : new([], 0);

    /// <summary>One request; NotFound for anyone but who gets it, who asked for it, its approvers and admins.</summary>
    public async Task<Outcome<RequestRow>> FindAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        var row = (await grants.RequestsAsync([id], cancel)).FirstOrDefault();
        return row is not null && (row.Request.IsParty(actor.Id) || actor.SeesAll || (actor.Id is { } person && await who.MaySeeAsync(person, row.Request, cancel))
            || row.Decisions.Any(d => d.Decision.ApproverId is { } approver && actor.Is(approver)))
            ? row
            : Refusal.NotFound;
    }

    /// <summary>The names of those who are asked about a request that waits, in the step it is in, for whoever may see it; empty once it is decided.</summary>
    public async Task<IReadOnlyList<string>> WaitsForAsync(Actor actor, RequestId id, CancellationToken cancel = default) =>
        await FindAsync(actor, id, cancel) is { IsDone: true, Value.Request: { State: RequestState.Pending } request }
            ? [.. (await who.StepAsync(request, cancel))?.Waiting.Select(p => p.Name) ?? []]
            : [];

    /// <summary>The step that a request waits in, for whoever may see it; null once it is decided, and when nobody is asked any more.</summary>
    public async Task<StepNow?> StepAsync(Actor actor, RequestId id, CancellationToken cancel = default) =>
        await FindAsync(actor, id, cancel) is { IsDone: true, Value.Request: { State: RequestState.Pending } request } ? await who.StepAsync(request, cancel) : null;

    /// <summary>Who is on a server and why; NotFound for whoever does not see its integration.</summary>
    public async Task<Outcome<IReadOnlyList<RequestRow>>> OnServerAsync(Actor actor, ServerId server, CancellationToken cancel = default) =>
        await servers.IsSeenByAsync(actor, server, cancel) ? Outcomes.Done(await grants.OpenOnServerAsync(server, cancel)) : Refusal.NotFound;
}
