using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ReceiptStore(Db db) : IReceiptStore
{
    private const int MostReceipts = 50;

    public Task<IReadOnlyList<(GrantId Grant, Receipt Receipt)>> OfRequestAsync(RequestId request, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<(GrantId, Receipt)>>(async c =>
    {
        List<(GrantId, Receipt)> found = [];
        foreach (var grant in await c.Grants.Where(g => g.RequestId == request).Select(g => g.Id).ToListAsync(cancel))
        {
            found.AddRange((await (
                from link in c.ReceiptGrants
                where link.GrantId == grant
                join r in c.Receipts on new { link.ServerId, link.Number } equals new { r.ServerId, r.Number }
                orderby r.Number descending
                select r).Take(MostReceipts).ToListAsync(cancel)).Select(r => (grant, r)));
        }

        return found;
    }, cancel);

    public Task<IReadOnlyList<Receipt>> DriftAsync(ServerId server, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Receipt>>(
        async c => await c.Receipts.Where(r => r.ServerId == server && r.HasDrift).OrderByDescending(r => r.At).Take(MostReceipts).ToListAsync(cancel), cancel);

    public Task<OpenItemList> OpenAsync(IReadOnlyCollection<IntegrationId>? within, Page page, CancellationToken cancel) => db.ReadAsync(async c =>
    {
        var alarms = await Alarms(c, within).OrderBy(s => s.Name).Take(Page.Max).ToListAsync(cancel);
        var open = Open(c, within);
        var rows = await RowsAsync(c, open.OrderByDescending(r => r.FoundAt).ThenBy(r => r.Id).Skip(page.SafeSkip).Take(page.SafeTake), cancel);
        return new OpenItemList(
            [.. alarms.Select(s => new HostKeyAlarm(s.Id, s.Name, s.FailureText ?? ""))],
            new([.. rows.OrderByDescending(r => r.Residue.FoundAt).ThenBy(r => r.Residue.Id.Value)], await open.CountAsync(cancel)));
    }, cancel);

    public Task<int> CountOpenAsync(IReadOnlyCollection<IntegrationId>? within, CancellationToken cancel) => db.ReadAsync(async c => await Open(c, within).CountAsync(cancel) + await Alarms(c, within).CountAsync(cancel), cancel);

    public Task<IReadOnlyList<ResidueRow>> OfServerAsync(ServerId server, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<ResidueRow>>(async c =>
        [.. (await RowsAsync(c, c.Residue.Where(r => r.ServerId == server && r.GoneAt == null).OrderByDescending(r => r.FoundAt).Take(Page.Max), cancel))
            .OrderBy(r => !r.Residue.IsOpen).ThenByDescending(r => r.Residue.FoundAt).ThenBy(r => r.Residue.Text, StringComparer.Ordinal)], cancel);

    public Task<ResidueRow?> FindAsync(ResidueId id, CancellationToken cancel) => db.ReadAsync(
        async c => (await RowsAsync(c, c.Residue.Where(r => r.Id == id), cancel)).FirstOrDefault(), cancel);

    public Task<bool> AcceptAsync(ResidueId id, PersonId by, string reason, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Server);
        return await c.Residue.Where(r => r.Id == id && r.GoneAt == null && r.AcceptedAt == null).ExecuteUpdateAsync(r => r
            .SetProperty(x => x.AcceptedAt, at).SetProperty(x => x.AcceptedBy, by).SetProperty(x => x.AcceptedReason, reason), cancel) == 1 || w.Abandon(false);
    }, cancel);

    private static IQueryable<Residue> Open(JitSshContext c, IReadOnlyCollection<IntegrationId>? within)
    {
        var open = c.Residue.Where(r => r.GoneAt == null && r.AcceptedAt == null);
        return within is null ? open : open.Where(r => c.Servers.Any(s => s.Id == r.ServerId && within.Contains(s.IntegrationId)));
    }

    private static IQueryable<Server> Alarms(JitSshContext c, IReadOnlyCollection<IntegrationId>? within)
    {
        var changed = c.Servers.Where(s => s.Failure == ShellFailure.HostKeyChanged);
        return within is null ? changed : changed.Where(s => within.Contains(s.IntegrationId));
    }

    private static async Task<IReadOnlyList<ResidueRow>> RowsAsync(JitSshContext c, IQueryable<Residue> items, CancellationToken cancel) =>
        [.. (await (
            from r in items
            join s in c.Servers on r.ServerId equals s.Id
            join p in c.People on r.AcceptedBy equals (PersonId?)p.Id into people
            from p in people.DefaultIfEmpty()
            select new { Residue = r, s.Name, By = (string?)p!.Name }).ToListAsync(cancel)).Select(r => new ResidueRow(r.Residue, r.Name, r.By))];
}
