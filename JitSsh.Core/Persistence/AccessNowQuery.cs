using JitSsh.Core.Activity;
using JitSsh.Core.Grants;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Who has access to what, by server and account.</summary>
internal static class AccessNowQuery
{
    /// <summary>The grants of the list, when nothing is searched for: those that worked once and have not ended. An index has exactly these, in the list's order.</summary>
    public static IQueryable<Grant> Open(JitSshContext c) => c.Grants.Where(g => g.EndedAt == null && g.ActiveAt != null);

    public static IQueryable<AccessNow> Of(JitSshContext c, string? search)
    {
        var open =
            from g in Open(c)
            join p in c.People on g.PersonId equals p.Id
            join r in c.Requests on g.RequestId equals r.Id
            join f in c.AccessFlowVersions on new { r.FlowId, Version = r.FlowVersion } equals new { f.FlowId, f.Version }
            select new { Grant = g, Person = p.Name, Server = g.ServerName, Flow = f.Name };
        if (!string.IsNullOrWhiteSpace(search))
        {
            var like = Like.Containing(search);
            open = open.Where(a => EF.Functions.Like(a.Person, like, Like.Escape) || EF.Functions.Like(a.Server, like, Like.Escape)
                || EF.Functions.Like(a.Flow, like, Like.Escape) || EF.Functions.Like(a.Grant.Account, like, Like.Escape));
        }

        return open.OrderBy(a => a.Grant.ServerName).ThenBy(a => a.Grant.Account).ThenBy(a => a.Grant.Id).Select(a => new AccessNow(
            a.Grant, a.Person, a.Server, a.Flow,
            !c.Decisions.Any(d => d.RequestId == a.Grant.RequestId && d.ApproverId != null), c.Certificates.Any(x => x.RequestId == a.Grant.RequestId)));
    }
}
