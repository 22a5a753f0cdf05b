using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Shifts;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ShiftStore(Db db) : IShiftStore
{
    public Task<IReadOnlyList<Shift>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Shift>>(async c => await c.Shifts.OrderBy(s => s.Name).ToListAsync(cancel), cancel);

    public Task<Shift?> FindAsync(ShiftId id, CancellationToken cancel) => db.ReadAsync(c => c.Shifts.FirstOrDefaultAsync(s => s.Id == id, cancel), cancel);

    public Task<ShiftPlan?> PlanAsync(ShiftId id, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => db.ReadAsync(
        async c => (await PlansAsync(c, c.Shifts.Where(s => s.Id == id), from, to, cancel)).FirstOrDefault(), cancel);

    public Task<IReadOnlyList<ShiftPlan>> PlansAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => db.ReadAsync(c => PlansAsync(c, c.Shifts, from, to, cancel), cancel);

    /// <summary>The shifts with what touches this time.</summary>
    public static async Task<IReadOnlyList<ShiftPlan>> PlansAsync(JitSshContext c, IQueryable<Shift> among, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var shifts = await among.OrderBy(s => s.Name).ToListAsync(cancel);
        if (shifts.Count == 0)
        {
            return [];
        }

        var ids = among.Select(s => s.Id);
        var overrides = (await c.ShiftOverrides.Where(o => ids.Contains(o.ShiftId) && o.To > from && o.From <= to).OrderBy(o => o.From).ToListAsync(cancel)).ToLookup(o => o.ShiftId);
        var events = (await c.ShiftEvents.Where(e => ids.Contains(e.ShiftId) && e.To > from && e.From <= to).OrderBy(e => e.From).ToListAsync(cancel)).ToLookup(e => e.ShiftId);
        return [.. shifts.Select(s => new ShiftPlan(s, [.. overrides[s.Id]], [.. events[s.Id]]))];
    }

    public Task<bool> SaveAsync(Shift shift, bool isNew, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.Shifts.AnyAsync(s => s.Name == shift.Name && s.Id != shift.Id, cancel))
        {
            return w.Abandon(false);
        }

        if (isNew)
        {
            c.Shifts.Add(shift);
        }
        else
        {
            c.Shifts.Update(shift);
            if (shift.ReadAt is null)
            {
                // Either it has no feed, or one that was not read yet.
                await c.ShiftEvents.Where(e => e.ShiftId == shift.Id).ExecuteDeleteAsync(cancel);
            }
        }

        w.Audit(audit);
        Tell(w, shift.Id);
        return true;
    }, cancel);

    public Task<bool> RemoveAsync(ShiftId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await c.ShiftEvents.Where(e => e.ShiftId == id).ExecuteDeleteAsync(cancel);
        await c.ShiftOverrides.Where(o => o.ShiftId == id).ExecuteDeleteAsync(cancel);
        w.Audit(audit);
        Tell(w, id);
        return await c.Shifts.Where(s => s.Id == id).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<bool> AddOverrideAsync(ShiftOverride stand, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (!await c.Shifts.AnyAsync(s => s.Id == stand.ShiftId, cancel))
        {
            return w.Abandon(false);
        }

        c.ShiftOverrides.Add(stand);
        w.Audit(audit);
        Tell(w, stand.ShiftId);
        return true;
    }, cancel);

    public Task<bool> RemoveOverrideAsync(ShiftId shift, ShiftOverrideId id, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        Tell(w, shift);
        return await c.ShiftOverrides.Where(o => o.Id == id && o.ShiftId == shift).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<IReadOnlyList<Shift>> DueAsync(DateTimeOffset now, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Shift>>(
        async c => await c.Shifts.Where(s => s.NextReadAt <= now && s.FeedAddress != null).OrderBy(s => s.NextReadAt).Take(Page.Max).ToListAsync(cancel), cancel);

    public Task<DateTimeOffset?> NextDueAsync(CancellationToken cancel) => db.ReadAsync(c => c.Shifts.Where(s => s.FeedAddress != null).MinAsync(s => s.NextReadAt, cancel), cancel);

    public Task<bool> MakeDueAsync(ShiftId id, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Tell(ChangeOf.Shift, id.Value);
        return await c.Shifts.Where(s => s.Id == id && s.FeedAddress != null).ExecuteUpdateAsync(s => s.SetProperty(x => x.NextReadAt, at), cancel) == 1;
    }, cancel);

    public Task<bool> NoteAsync(ShiftId id, Uri address, FeedReading reading, AuditEvent? audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var rows = await c.Shifts.Where(s => s.Id == id && s.FeedAddress == address).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.NextReadAt, reading.Next).SetProperty(x => x.FeedProblem, reading.Problem).SetProperty(x => x.ReadAt, x => reading.Events == null ? x.ReadAt : reading.At), cancel);
        if (rows == 0)
        {
            return w.Abandon(false);
        }

        if (reading.Events is { } events)
        {
            await c.ShiftEvents.Where(e => e.ShiftId == id).ExecuteDeleteAsync(cancel);
            c.ShiftEvents.AddRange(events);
        }

        w.Audit(audit);
        Tell(w, id);
        return true;
    }, cancel);

    public Task<IReadOnlyList<Nameable>> NameablesAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Nameable>>(
        async c => await c.People.Select(p => new Nameable(p.Id, p.Name, p.Email)).ToListAsync(cancel), cancel);

    /// <summary>Who may ask and who may decide changes with who is on call.</summary>
    private static void Tell(Db.Writing w, ShiftId id)
    {
        w.Tell(ChangeOf.Shift, id.Value);
        w.Tell(ChangeOf.AccessFlow);
    }
}
