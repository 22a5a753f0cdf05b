using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>
/// What a person sees of each request, kept beside it, so that lists by status are read from an index however long the history is. It is worked out by <see cref="AccessStatuses"/> alone,
/// in the transaction that changes the request or a grant of it: whoever writes either tells of the request (<see cref="ChangeOf.Request"/>), which open pages need anyway.
/// </summary>
internal static class RequestStandings
{
    /// <summary>The column with the status; null only until it was worked out for the first time.</summary>
    public const string Status = "Status";

    /// <summary>The column that is true when nothing of the request is open.</summary>
    public const string IsOver = "IsOver";

    private const int AtOnce = 500;

    /// <summary>Brings what is kept of these requests up to date, within the transaction that is under way.</summary>
    public static async Task KeepAsync(JitSshContext c, IReadOnlyCollection<RequestId> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return;
        }

        var requests = await c.Requests.AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { Request = r, Kept = EF.Property<AccessStatus?>(r, Status) }).ToListAsync(cancel);

        // Of a hundred servers there are a few different standings, and no more is read.
        var standings = (await (
            from s in c.RequestedServers
            where ids.Contains(s.RequestId) && !s.IsLeftOut
            join g in c.Grants on new { s.RequestId, s.ServerId } equals new { g.RequestId, g.ServerId } into grants
            from g in grants.DefaultIfEmpty()
            select new { s.RequestId, State = (GrantState?)g!.State, g.EndReason, HasError = g.LastError != null, IsWaiting = (bool?)g.IsWaiting }).Distinct().ToListAsync(cancel))
            .ToLookup(s => s.RequestId, s => s.State is { } state ? new GrantStanding(state, s.EndReason, s.HasError, s.IsWaiting == true) : (GrantStanding?)null);
        var changed = requests
            .Select(r => (r.Request.Id, r.Kept, Now: AccessStatuses.Of(r.Request, standings[r.Request.Id])))
            .Where(r => r.Kept != r.Now)
            .GroupBy(r => r.Now, r => r.Id);
        foreach (var same in changed)
        {
            var (which, isOver) = (same.ToList(), AccessStatuses.IsOver(same.Key));
            AccessStatus? status = same.Key;
            await c.Requests.Where(r => which.Contains(r.Id)).ExecuteUpdateAsync(r => r.SetProperty(x => EF.Property<AccessStatus?>(x, Status), status).SetProperty(x => EF.Property<bool>(x, IsOver), isOver), cancel);
        }
    }

    /// <summary>Works out what is not kept yet: all of it, once, after an upgrade from a version that kept nothing.</summary>
    public static async Task EnsureAsync(JitSshContext c, CancellationToken cancel)
    {
        while (await c.Requests.Where(r => EF.Property<AccessStatus?>(r, Status) == null).Select(r => r.Id).Take(AtOnce).ToListAsync(cancel) is { Count: > 0 } ids)
        {
            await using var transaction = await c.Database.BeginTransactionAsync(cancel);
            await c.Dialect.BeginWritingAsync(c, isAlone: true, cancel);
            await KeepAsync(c, ids, cancel);
            await transaction.CommitAsync(cancel);
        }
    }
}
