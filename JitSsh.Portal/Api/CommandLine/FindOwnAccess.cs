using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Portal.Api.CommandLine;

/// <summary>Somebody's own access on one server.</summary>
/// <param name="Row">The request.</param>
/// <param name="Access">The server of it.</param>
/// <param name="Sentence">What happens next, or why nothing does.</param>
internal sealed record OwnAccess(RequestRow Row, RequestedAccess Access, string Sentence);

/// <summary>Finds access that the caller has or waits for.</summary>
internal sealed class FindOwnAccess(ShowRequests requests)
{
    // Whoever has more open requests than that is served by the newest of them.
    private static readonly Page Newest = new(0, 100);

    /// <summary>A request of the caller's own, by its first server; null when it is not theirs.</summary>
    public async Task<OwnAccess?> FindAsync(Actor actor, RequestId id, CancellationToken cancel) =>
        await requests.FindAsync(actor, id, cancel) is { IsDone: true, Value: var row } && actor.Is(row.Request.RequesterId) ? await ShowAsync(actor, row, row.Servers[0], cancel) : null;

    /// <summary>What the caller has open for a server of this name with at least these Linux groups: what works first, then the newest.</summary>
    public async Task<OwnAccess?> ForServerAsync(Actor actor, string server, IReadOnlyCollection<string> groups, CancellationToken cancel)
    {
        // One that was asked for by itself: a request for several has more than one state, and one certificate.
        var fitting = (await OpenRowsAsync(actor, cancel))
            .Where(x => x.Row.Servers.Count == 1 && string.Equals(x.Access.ServerName, server, StringComparison.OrdinalIgnoreCase) && groups.All(x.Row.Request.LinuxGroups.Contains))
            .OrderBy(x => x.Access.Status == AccessStatus.Active ? 0 : 1).ToList();
        return fitting.Count == 0 ? null : await ShowAsync(actor, fitting[0].Row, fitting[0].Access, cancel);
    }

    /// <summary>Everything that the caller has or waits for.</summary>
    public async Task<IReadOnlyList<OwnAccess>> OpenAsync(Actor actor, CancellationToken cancel) => [.. (await OpenRowsAsync(actor, cancel)).Select(x => new OwnAccess(x.Row, x.Access, ""))];

    private async Task<IEnumerable<(RequestRow Row, RequestedAccess Access)>> OpenRowsAsync(Actor actor, CancellationToken cancel) => actor.Id is not { } person
        ? []
        : (await requests.ListAsync(actor, new(Requester: person), Newest, cancel)).Items
            .SelectMany(row => row.Servers.Select(access => (row, access)))
            .Where(x => x.access.Status is AccessStatus.PendingApproval or AccessStatus.Granting or AccessStatus.Active or AccessStatus.Failing && x.access.Grant is not { State: GrantState.Ending or GrantState.Ended });

    private async Task<OwnAccess> ShowAsync(Actor actor, RequestRow row, RequestedAccess access, CancellationToken cancel)
    {
        var waitsFor = access.Status == AccessStatus.PendingApproval ? await requests.WaitsForAsync(actor, row.Request.Id, cancel) : [];
        return new(row, access, access.Status switch
        {
            AccessStatus.PendingApproval => waitsFor.Count == 0 ? "Waiting for approval; nobody can approve it at the moment. Tell an admin." : $"Waiting for approval by {Some(waitsFor)}.",
            AccessStatus.Granting => access.Grant is { IsWaiting: true, LastError: { } waits } ? waits : "Approved; the server is being told.",
            AccessStatus.Active => "Access works.",
            AccessStatus.Failing => $"It does not work yet: {access.Grant?.LastError} It is tried again.",
            AccessStatus.Rejected => row.Decisions.LastOrDefault() is { Decision.Reason.Length: > 0 } no ? $"{no.ApproverName} rejected it: {no.Decision.Reason}" : "It was rejected.",
            AccessStatus.Cancelled => "It was taken back.",
            AccessStatus.Lapsed => "Nobody decided in time. Ask again.",
            _ => "It has ended.",
        });
    }

    private static string Some(IReadOnlyList<string> names) => names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";
}
