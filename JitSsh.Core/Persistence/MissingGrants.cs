using System.Linq.Expressions;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Makes the grants that approved requests lack. The unique index on request and server makes a second one impossible.</summary>
internal static class MissingGrants
{
    /// <summary>When the next approved request for a server begins; null when none waits to.</summary>
    public static Task<DateTimeOffset?> NextStartAsync(JitSshContext c, ServerId server, CancellationToken cancel) => (
        from s in c.RequestedServers.Where(s => s.ServerId == server && !s.IsLeftOut)
        join r in c.Requests on s.RequestId equals r.Id
        join p in c.People on r.RequesterId equals p.Id
        where r.State == RequestState.Approved && r.ExtendsId == null && r.StartsAt != null && p.LinuxName != null && !c.Grants.Any(g => g.RequestId == s.RequestId && g.ServerId == s.ServerId)
        select r.StartsAt).MinAsync(cancel);

    /// <param name="c">The context.</param>
    /// <param name="w">The writing.</param>
    /// <param name="which">Of which servers of requests.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="onlyBegun">True leaves out what begins later; false makes it, too, so that it can be ended before it begins.</param>
    public static async Task AddAsync(
        JitSshContext c, Db.Writing w, Expression<Func<RequestedServer, bool>> which, TimeProvider clock, DateTimeOffset at, CancellationToken cancel, bool onlyBegun = false)
    {
        var missing = await (
            from s in c.RequestedServers.Where(which).Where(s => !s.IsLeftOut)
            join r in c.Requests on s.RequestId equals r.Id
            join p in c.People on r.RequesterId equals p.Id
            where r.State == RequestState.Approved && r.ExtendsId == null && (!onlyBegun || r.StartsAt == null || r.StartsAt <= at) && !c.Grants.Any(g => g.RequestId == s.RequestId && g.ServerId == s.ServerId)
            select new { Asked = s, Request = r, p.LinuxName, p.Name }).ToListAsync(cancel);
        foreach (var m in missing.Where(m => m.LinuxName is not null))
        {
            var grant = new Grant
            {
                Id = TypedId.New<GrantId>(clock),
                RequestId = m.Request.Id,
                ServerId = m.Asked.ServerId,
                ServerName = m.Asked.ServerName,
                PersonId = m.Request.RequesterId,
                Account = m.LinuxName!,
                LinuxGroups = m.Request.LinuxGroups,
                Duration = m.Request.Lasts,
                UseWithin = m.Request.UseWithin,
                CreatedAt = at,
            };
            c.Grants.Add(grant);
            w.Audit(Audited.Grant(Actor.System, at, grant.Id, "made", $"{m.Name} on {m.Asked.ServerName} as {grant.Account}, request {m.Request.Id}"));
            w.Tell(ChangeOf.Request, m.Request.Id.Value);
        }
    }
}
