using JitSsh.Core.Audit;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Writes events to the end of the chain, and keeps the database itself from changing what is written.</summary>
internal static class AuditChaining
{
    private const int AtOnce = 2000;

    /// <summary>Gives the events their numbers and hashes and adds them. Called in the transaction of the change, last.</summary>
    public static async Task AppendAsync(JitSshContext context, IReadOnlyList<AuditEvent> events, CancellationToken cancel)
    {
        if (events.Count == 0)
        {
            return;
        }

        // There is one writer and this transaction is it (Dialect.BeginWritingAsync), so nobody comes in between.
        var before = await context.AuditHeads.SingleAsync(cancel);
        var (sequence, hash) = (before.Sequence, before.Hash);
        foreach (var e in events)
        {
            e.Sequence = ++sequence;
            e.Hash = hash = AuditChain.HashOf(hash, e);
            context.AuditEvents.Add(e);
        }

        if (await context.AuditHeads.Where(h => h.Sequence == before.Sequence).ExecuteUpdateAsync(h => h.SetProperty(x => x.Sequence, sequence).SetProperty(x => x.Hash, hash), cancel) != 1)
        {
            throw new InvalidOperationException("Somebody else has written to the audit log within this transaction.");
        }
    }

    /// <summary>Chains what was written before there was a chain, once, and puts the guards in place. Called at the start, after the migrations.</summary>
    public static async Task EnsureAsync(JitSshContext context, CancellationToken cancel)
    {
        await using (var transaction = await context.Database.BeginTransactionAsync(cancel))
        {
            await context.Dialect.BeginWritingAsync(context, isAlone: true, cancel);
            if (!await context.AuditHeads.AnyAsync(cancel))
            {
                context.AuditHeads.Add(await ChainAsync(context, cancel));
                await context.SaveChangesAsync(cancel);
            }

            await context.Database.ExecuteSqlRawAsync(context.Dialect.AuditGuards, cancel);
            await transaction.CommitAsync(cancel);
        }
    }

    private static async Task<AuditHead> ChainAsync(JitSshContext context, CancellationToken cancel)
    {
        var (sequence, hash) = (0L, AuditChain.Start);
        while (true)
        {
            var events = await context.AuditEvents.AsNoTracking().Where(e => e.Sequence > sequence).OrderBy(e => e.Sequence).Take(AtOnce).ToListAsync(cancel);
            foreach (var e in events)
            {
                hash = AuditChain.HashOf(hash, e);
                await context.AuditEvents.Where(x => x.Sequence == e.Sequence && x.Hash == "").ExecuteUpdateAsync(x => x.SetProperty(y => y.Hash, hash), cancel);
            }

            if (events.Count == 0)
            {
                return new() { Sequence = sequence, Hash = hash };
            }

            sequence = events[^1].Sequence;
        }
    }
}
