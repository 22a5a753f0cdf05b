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
    public static async Task AddAsync(JitSshContext c, Db.Writing w, Expression<Func<RequestedServer, bool>> which, TimeProvider clock, DateTimeOffset at, CancellationToken cancel)
    {
        var missing = await (
            from s in c.RequestedServers.Where(which)
            join r in c.Requests on s.RequestId equals r.Id
            join p in c.People on r.RequesterId equals p.Id
            where r.State == RequestState.Approved && !c.Grants.Any(g => g.RequestId == s.RequestId && g.ServerId == s.ServerId)
            select new { Asked = s, Request = r, p.LinuxName, p.Name }).ToListAsync(cancel);
        foreach (var m in missing.Where(m => m.LinuxName is not null))
        {
            var grant = new Grant
            {
                Id = TypedId.New<GrantId>(clock),
                RequestId = m.Request.Id,
                ServerId = m.Asked.ServerId,
                PersonId = m.Request.RequesterId,
                Account = m.LinuxName!,
                LinuxGroups = m.Request.LinuxGroups,
                Duration = m.Request.Duration,
                CreatedAt = at,
            };
            c.Grants.Add(grant);
            w.Audit(Audited.Grant(Actor.System, at, grant.Id, "made", $"{m.Name} on {m.Asked.ServerName} as {grant.Account}, request {m.Request.Id}"));
            w.Tell(ChangeOf.Request, m.Request.Id.Value);
        }
    }
}
