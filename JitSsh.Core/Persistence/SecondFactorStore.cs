using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class SecondFactorStore(Db db) : ISecondFactorStore
{
    public Task<SecondFactor?> FindAsync(PersonId person, CancellationToken cancel) => db.ReadAsync(c => c.SecondFactors.FirstOrDefaultAsync(f => f.PersonId == person, cancel), cancel);

    public Task<int> CountCodesAsync(PersonId person, CancellationToken cancel) => db.ReadAsync(c => c.RecoveryCodes.CountAsync(r => r.PersonId == person, cancel), cancel);

    public Task<bool> HasPasswordAsync(PersonId person, CancellationToken cancel) => db.ReadAsync(c => c.Users.AnyAsync(u => u.Id == person.Value && u.PasswordHash != null, cancel), cancel);

    public Task<bool> BeginAsync(SecondFactor factor, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.SecondFactors.AnyAsync(f => f.PersonId == factor.PersonId && f.ConfirmedAt != null, cancel))
        {
            return w.Abandon(false);
        }

        await c.SecondFactors.Where(f => f.PersonId == factor.PersonId).ExecuteDeleteAsync(cancel);
        c.SecondFactors.Add(factor);
        return true;
    }, cancel);

    public Task<bool> ConfirmAsync(SecondFactor factor, long step, IReadOnlyCollection<byte[]> codes, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var rows = await c.SecondFactors.Where(f => f.PersonId == factor.PersonId && f.ConfirmedAt == null && f.Protected == factor.Protected)
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.ConfirmedAt, audit.At).SetProperty(x => x.LastStep, step).SetProperty(x => x.Tries, 0), cancel);
        if (rows != 1)
        {
            return w.Abandon(false);
        }

        await PutCodesAsync(c, factor.PersonId, codes, cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.People, factor.PersonId.Value);
        return true;
    }, cancel);

    public Task<bool> TryAsync(PersonId person, int most, DateTimeOffset since, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(async (c, _) =>
    {
        await c.SecondFactors.Where(f => f.PersonId == person && f.TriesSince <= since).ExecuteUpdateAsync(f => f.SetProperty(x => x.Tries, 0).SetProperty(x => x.TriesSince, now), cancel);
        return await c.SecondFactors.Where(f => f.PersonId == person && f.Tries < most).ExecuteUpdateAsync(f => f.SetProperty(x => x.Tries, x => x.Tries + 1), cancel) == 1;
    }, cancel);

    public Task<bool> TakeStepAsync(PersonId person, long step, CancellationToken cancel) => db.WriteAsync(
        async (c, _) => await c.SecondFactors.Where(f => f.PersonId == person && f.ConfirmedAt != null && f.LastStep < step)
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.LastStep, step).SetProperty(x => x.Tries, 0), cancel) == 1, cancel);

    public Task<bool> TakeCodeAsync(PersonId person, byte[] hash, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Value);
        return await c.RecoveryCodes.Where(r => r.PersonId == person && r.Hash == hash).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<bool> ReplaceCodesAsync(PersonId person, IReadOnlyCollection<byte[]> codes, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (!await c.SecondFactors.AnyAsync(f => f.PersonId == person && f.ConfirmedAt != null, cancel))
        {
            return w.Abandon(false);
        }

        await PutCodesAsync(c, person, codes, cancel);
        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Value);
        return true;
    }, cancel);

    public Task<bool> RemoveAsync(PersonId person, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Audit(audit);
        w.Tell(ChangeOf.People, person.Value);
        await c.RecoveryCodes.Where(r => r.PersonId == person).ExecuteDeleteAsync(cancel);
        return await c.SecondFactors.Where(f => f.PersonId == person && f.ConfirmedAt != null).ExecuteDeleteAsync(cancel) == 1 || w.Abandon(false);
    }, cancel);

    private static async Task PutCodesAsync(JitSshContext c, PersonId person, IReadOnlyCollection<byte[]> codes, CancellationToken cancel)
    {
        await c.RecoveryCodes.Where(r => r.PersonId == person).ExecuteDeleteAsync(cancel);
        c.RecoveryCodes.AddRange(codes.Select(hash => new RecoveryCode { PersonId = person, Hash = hash }));
    }
}
