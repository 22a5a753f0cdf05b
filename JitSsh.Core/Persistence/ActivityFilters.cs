using JitSsh.Core.Activity;
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
            requests = requests.Where(r => EF.Property<bool>(r, RequestStandings.IsOver) == !isOpen);
        }

        return query.Status is { } status ? requests.Where(r => EF.Property<AccessStatus?>(r, RequestStandings.Status) == status) : requests;
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
                .Where(s => s.ServerName == whole || c.Servers.Where(x => string.Compare(x.Name, "") >= 0 && EF.Functions.Like(x.Name, where, Like.Escape)).Select(x => x.Id).Contains(s.ServerId))
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

    private static string? Pattern(string? text) => string.IsNullOrWhiteSpace(text) ? null : Like.Containing(text);
}
