using JitSsh.Core.Activity;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>The filters of the activity as conditions of the database.</summary>
internal static class ActivityFilters
{
    public static IQueryable<AccessRequest> Apply(JitSshContext c, ActivityQuery query)
    {
        // More time that was asked for stands in the time line of the access that it extends.
        var requests = c.Requests.Where(r => r.ExtendsId == null);
        if (query.Only is { } person)
        {
            requests = requests.Where(r => r.RequesterId == person);
        }

        if (query.From is { } from)
        {
            DateTimeOffset at = new(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            requests = requests.Where(r => r.CreatedAt >= at);
        }

        if (query.To is { } to && to < DateOnly.MaxValue)
        {
            DateTimeOffset at = new(to.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            requests = requests.Where(r => r.CreatedAt < at);
        }

        requests = ByName(c, requests, query);
        if (query.IsOpen is { } isOpen)
        {
            requests = requests.Where(r => isOpen == (r.State == RequestState.Pending || (r.State == RequestState.Approved
                && (c.Grants.Any(g => g.RequestId == r.Id && g.State != GrantState.Ended) || Missing(c).Any(s => s.RequestId == r.Id)))));
        }

        return query.Status is { } status ? ByStatus(c, requests, status) : requests;
    }

    private static IQueryable<AccessRequest> ByName(JitSshContext c, IQueryable<AccessRequest> requests, ActivityQuery query)
    {
        if (Pattern(query.Requester) is { } who)
        {
            requests = requests.Where(r => c.People.Where(p => EF.Functions.Like(p.Name, who, Like.Escape)).Select(p => p.Id).Contains(r.RequesterId));
        }

        if (Pattern(query.Server) is { } where)
        {
            // Names of servers that are gone are only with their requests, of which there are very many: those are found by the whole name.
            var whole = query.Server!.Trim();
            requests = requests.Where(r => c.RequestedServers
                .Where(s => s.ServerName == whole || c.Servers.Where(x => EF.Functions.Like(x.Name, where, Like.Escape)).Select(x => x.Id).Contains(s.ServerId))
                .Select(s => s.RequestId).Contains(r.Id));
        }

        if (Pattern(query.Flow) is { } flow)
        {
            requests = requests.Where(r => c.AccessFlowVersions.Where(f => EF.Functions.Like(f.Name, flow, Like.Escape)).Select(f => f.FlowId).Contains(r.FlowId));
        }

        if (Pattern(query.Text) is { } text)
        {
            requests = requests.Where(r =>
                EF.Functions.Like(r.Justification, text, Like.Escape)
                || c.People.Where(p => EF.Functions.Like(p.Name, text, Like.Escape)).Select(p => p.Id).Contains(r.RequesterId)
                || c.AccessFlowVersions.Where(f => EF.Functions.Like(f.Name, text, Like.Escape)).Select(f => f.FlowId).Contains(r.FlowId)
                || c.RequestedServers.Any(s => s.RequestId == r.Id && EF.Functions.Like(s.ServerName, text, Like.Escape)));
        }

        return requests;
    }

    /// <summary>The words of <see cref="AccessStatuses.Of(AccessRequest, IEnumerable{Grant?})"/> as conditions: a test compares the two, request by request.</summary>
    private static IQueryable<AccessRequest> ByStatus(JitSshContext c, IQueryable<AccessRequest> requests, AccessStatus status)
    {
        if (status switch
        {
            AccessStatus.PendingApproval => RequestState.Pending,
            AccessStatus.Rejected => RequestState.Rejected,
            AccessStatus.Cancelled => RequestState.Cancelled,
            AccessStatus.Lapsed => RequestState.Lapsed,
            _ => (RequestState?)null,
        } is { } state)
        {
            return requests.Where(r => r.State == state);
        }

        // Grants that have not ended are few, however long the history is: "in" lets the database begin with them. Only approved requests have any; asking for that, too, would make it
        // begin with the approved requests, which are nearly all.
        var approved = requests.Where(r => r.State == RequestState.Approved);
        var failing = c.Grants.Where(g => (g.State == GrantState.Pending || g.State == GrantState.Active || g.State == GrantState.Ending) && g.LastError != null && !g.IsWaiting).Select(g => g.RequestId);
        var pending = c.Grants.Where(g => g.State == GrantState.Pending).Select(g => g.RequestId);
        var active = c.Grants.Where(g => g.State == GrantState.Active).Select(g => g.RequestId);
        var ending = c.Grants.Where(g => g.State == GrantState.Ending).Select(g => g.RequestId);
        var missing = Missing(c).Select(s => s.RequestId);
        var kept = c.RequestedServers.Where(s => !s.IsLeftOut).Select(s => s.RequestId);
        return status switch
        {
            AccessStatus.Failing => requests.Where(r => failing.Contains(r.Id)),
            AccessStatus.Granting => approved.Where(r => !failing.Contains(r.Id)
                && (pending.Contains(r.Id) || (r.StartsAt == null && (missing.Contains(r.Id) || !kept.Contains(r.Id))))),
            AccessStatus.Active => requests.Where(r => active.Contains(r.Id) && !failing.Contains(r.Id) && !pending.Contains(r.Id) && !(r.StartsAt == null && missing.Contains(r.Id))),
            AccessStatus.Scheduled => approved.Where(r => r.StartsAt != null && (missing.Contains(r.Id) || !kept.Contains(r.Id)) && !failing.Contains(r.Id) && !pending.Contains(r.Id) && !active.Contains(r.Id)),
            AccessStatus.Revoking => requests.Where(r => ending.Contains(r.Id) && !failing.Contains(r.Id) && !pending.Contains(r.Id) && !active.Contains(r.Id) && !missing.Contains(r.Id)),
            AccessStatus.NotUndone => OverEverywhere(c, approved).Where(r => NotUndone(c).Contains(r.Id)),
            AccessStatus.Revoked or AccessStatus.Expired => Over(c, approved, status == AccessStatus.Revoked),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
        };
    }

    private static IQueryable<AccessRequest> Over(JitSshContext c, IQueryable<AccessRequest> approved, bool byAPerson) => OverEverywhere(c, approved).Where(r =>
        !NotUndone(c).Contains(r.Id) && byAPerson == c.Grants.Any(g => g.RequestId == r.Id && (g.EndReason == null || (g.EndReason != EndReason.Expired && g.EndReason != EndReason.Unused))));

    private static IQueryable<AccessRequest> OverEverywhere(JitSshContext c, IQueryable<AccessRequest> approved)
    {
        var missing = Missing(c);
        return approved.Where(r =>
            c.RequestedServers.Any(s => s.RequestId == r.Id && !s.IsLeftOut) && !c.Grants.Any(g => g.RequestId == r.Id && g.State != GrantState.Ended) && !missing.Any(s => s.RequestId == r.Id));
    }

    /// <summary>Requests of which an end was given up.</summary>
    private static IQueryable<RequestId> NotUndone(JitSshContext c) => c.Grants.Where(g => g.State == GrantState.Ended && g.LastError != null).Select(g => g.RequestId);

    /// <summary>Servers that were asked for and have no grant yet.</summary>
    private static IQueryable<RequestedServer> Missing(JitSshContext c) => c.RequestedServers.Where(s => !s.IsLeftOut && !c.Grants.Any(g => g.RequestId == s.RequestId && g.ServerId == s.ServerId));

    private static string? Pattern(string? text) => string.IsNullOrWhiteSpace(text) ? null : Like.Containing(text);
}
