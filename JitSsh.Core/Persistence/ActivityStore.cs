using JitSsh.Core.Activity;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ActivityStore(Db db, NoticeWriting notices) : IActivityStore
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

    public Task<PageOf<AccessNow>> AccessNowAsync(string? search, Page page, CancellationToken cancel) => db.ReadAsync(
        c => string.IsNullOrWhiteSpace(search) ? AccessNowQuery.Of(c, null).ToLongPageAsync(AccessNowQuery.Open(c), page, cancel) : AccessNowQuery.Of(c, search).ToLongPageAsync(page, cancel), cancel);

    public Task<IReadOnlyList<AccessNow>> AllAccessNowAsync(string? search, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<AccessNow>>(
        async c => await AccessNowQuery.Of(c, search).ToListAsync(cancel), cancel);

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
        w.Tell(ChangeOf.Report, report.OwnerId.Value);
        return true;
    }, cancel);

    public Task<bool> ChangeReportAsync(SavedReport report, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.SavedReports.AnyAsync(r => r.OwnerId == report.OwnerId && r.Name == report.Name && r.Id != report.Id, cancel))
        {
            return w.Abandon(false);
        }

        w.Audit(audit);
        w.Tell(ChangeOf.Report, report.OwnerId.Value);
        return await c.SavedReports.Where(r => r.Id == report.Id && r.OwnerId == report.OwnerId).ExecuteUpdateAsync(r => r
            .SetProperty(x => x.Name, report.Name).SetProperty(x => x.Filter, report.Filter).SetProperty(x => x.Schedule, report.Schedule).SetProperty(x => x.DueAt, report.DueAt), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<bool> RemoveReportAsync(PersonId owner, SavedReportId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Report, owner.Value);
        return await c.SavedReports.Where(r => r.Id == id && r.OwnerId == owner).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<IReadOnlyList<SavedReport>> DueReportsAsync(DateTimeOffset now, int take, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<SavedReport>>(
        async c => await c.SavedReports.Where(r => r.DueAt <= now).OrderBy(r => r.DueAt).Take(take).ToListAsync(cancel), cancel);

    public Task<DateTimeOffset?> NextReportAsync(CancellationToken cancel) => db.ReadAsync(c => c.SavedReports.Where(r => r.DueAt != null).MinAsync(r => r.DueAt, cancel), cancel);

    public Task<int> CountAsync(PersonId viewer, ActivityQuery query, int most, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var seesAll = await c.People.AnyAsync(p => p.Id == viewer && (p.Role == Role.Admin || p.Role == Role.Auditor), cancel);
        return await ActivityFilters.Apply(c, query with { Only = seesAll ? null : viewer }).Take(most).CountAsync(cancel);
    }, cancel);

    public Task<bool> SendDueAsync(ReportSending sending, DateTimeOffset next, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var (report, due) = (sending.Report, sending.Report.DueAt);
        if (await c.SavedReports.Where(r => r.Id == report.Id && r.DueAt == due).ExecuteUpdateAsync(r => r.SetProperty(x => x.DueAt, next), cancel) != 1)
        {
            return w.Abandon(false);
        }

        // Nobody reads what is for somebody who may not sign in. Whoever is activated again goes on with the next one.
        return !await c.People.AnyAsync(p => p.Id == report.OwnerId && p.IsActive, cancel) || await TellAsync(c, w, sending, audit, cancel);
    }, cancel);

    public Task<bool> SendNowAsync(ReportSending sending, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) => await TellAsync(c, w, sending, audit, cancel) || w.Abandon(false), cancel);

    private async Task<bool> TellAsync(JitSshContext c, Db.Writing w, ReportSending sending, AuditEvent audit, CancellationToken cancel)
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Report, sending.Report.OwnerId.Value);
        await notices.ReportAsync(c, w, sending, cancel);
        return await c.SavedReports.Where(r => r.Id == sending.Report.Id).ExecuteUpdateAsync(r => r.SetProperty(x => x.SentAt, sending.At), cancel) == 1;
    }

    private static IQueryable<AccessRequest> Ordered(IQueryable<AccessRequest> requests) => requests.OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id);
}
