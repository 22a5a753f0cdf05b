using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ActivityStore(Db db) : IActivityStore
{
    public Task<PageOf<RequestRow>> ListAsync(ActivityQuery query, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var found = await Ordered(ActivityFilters.Apply(c, query)).ToLongPageAsync(page, cancel);
        return new PageOf<RequestRow>(await GrantStore.RowsAsync(c, found.Items, cancel), found.Total) { IsMore = found.IsMore };
    }, cancel);

    public Task<IReadOnlyList<RequestRow>> NextAsync(ActivityQuery query, DateTimeOffset? until, IReadOnlyCollection<RequestId> had, int take, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var requests = ActivityFilters.Apply(c, query);
        if (until is { } last)
        {
            requests = requests.Where(r => r.CreatedAt <= last && !had.Contains(r.Id));
        }

        return await GrantStore.RowsAsync(c, await Ordered(requests).Take(take).ToListAsync(cancel), cancel);
    }, cancel);

    public Task<PageOf<AccessNow>> AccessNowAsync(string? search, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var open =
            from g in c.Grants
            where (g.State == GrantState.Active || g.State == GrantState.Ending) && g.ActiveAt != null
            join p in c.People on g.PersonId equals p.Id
            join s in c.RequestedServers on new { g.RequestId, g.ServerId } equals new { s.RequestId, s.ServerId }
            join r in c.Requests on g.RequestId equals r.Id
            join f in c.AccessFlowVersions on new { r.FlowId, Version = r.FlowVersion } equals new { f.FlowId, f.Version }
            select new
            {
                Grant = g, Person = p.Name, Server = s.ServerName, Flow = f.Name,
                IsAutomatic = !c.Decisions.Any(d => d.RequestId == r.Id && d.ApproverId != null),
                HasCertificate = c.Certificates.Any(x => x.RequestId == r.Id),
            };
        if (!string.IsNullOrWhiteSpace(search))
        {
            var like = Like.Containing(search);
            open = open.Where(a => EF.Functions.Like(a.Person, like, Like.Escape) || EF.Functions.Like(a.Server, like, Like.Escape)
                || EF.Functions.Like(a.Flow, like, Like.Escape) || EF.Functions.Like(a.Grant.Account, like, Like.Escape));
        }

        var found = await open.OrderBy(a => a.Server).ThenBy(a => a.Person).ThenBy(a => a.Grant.Id).ToLongPageAsync(page, cancel);
        return new PageOf<AccessNow>([.. found.Items.Select(a => new AccessNow(a.Grant, a.Person, a.Server, a.Flow, a.IsAutomatic, a.HasCertificate))], found.Total) { IsMore = found.IsMore };
    }, cancel);

    public Task<OverviewFigures> FiguresAsync(DateTimeOffset from, CancellationToken cancel) => db.ReadAsync(c => OverviewQueries.FiguresAsync(c, from, cancel), cancel);

    public Task<IReadOnlyList<SavedReport>> ReportsOfAsync(PersonId owner, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<SavedReport>>(
        async c => await c.SavedReports.Where(r => r.OwnerId == owner).OrderBy(r => r.Name).ToListAsync(cancel), cancel);

    public Task<bool> AddReportAsync(SavedReport report, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.SavedReports.AnyAsync(r => r.OwnerId == report.OwnerId && r.Name == report.Name, cancel))
        {
            return w.Abandon(false);
        }

        c.SavedReports.Add(report);
        w.Audit(audit);
        return true;
    }, cancel);

    public Task<bool> RemoveReportAsync(PersonId owner, SavedReportId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        return await c.SavedReports.Where(r => r.Id == id && r.OwnerId == owner).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    private static IQueryable<AccessRequest> Ordered(IQueryable<AccessRequest> requests) => requests.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id);
}
