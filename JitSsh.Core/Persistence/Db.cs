using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>Opens a context for one operation: a reading, or a writing that commits the change together with its audit events and only then tells others.</summary>
internal sealed class Db(IDbContextFactory<JitSshContext> factory, ChangeFeed feed) : IDisposable
{
    /// <summary>
    /// The writings of this process come one after the other. SQLite has one writer; those that wait for it in SQLite itself ask again and again, in no order, and with a
    /// hundred servers at work some never get their turn in time.
    /// </summary>
    private readonly SemaphoreSlim writer = new(1, 1);

    public void Dispose() => writer.Dispose();

    public async Task<T> ReadAsync<T>(Func<JitSshContext, Task<T>> read, CancellationToken cancel)
    {
        await using var context = await factory.CreateDbContextAsync(cancel);
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(context);
    }

    /// <summary>Runs a writing in one transaction. SQLite takes its one writer's lock at the beginning, so what was read in it still holds at the commit.</summary>
    public async Task<T> WriteAsync<T>(Func<JitSshContext, Writing, Task<T>> write, CancellationToken cancel)
    {
        await using var context = await factory.CreateDbContextAsync(cancel);
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        var writing = new Writing();
        T result;
        await writer.WaitAsync(cancel);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancel);
            result = await write(context, writing);
            if (writing.IsAbandoned)
            {
                await transaction.RollbackAsync(cancel);
                return result;
            }

            await AuditChaining.AppendAsync(context, writing.Audits, cancel);
            await context.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        finally
        {
            writer.Release();
        }

        foreach (var (of, id) in writing.Told)
        {
            feed.Publish(of, id);
        }

        return result;
    }

    /// <summary>One transaction under way.</summary>
    internal sealed class Writing
    {
        private readonly HashSet<(ChangeOf, Guid)> told = [];
        private readonly List<AuditEvent> audits = [];

        public bool IsAbandoned { get; private set; }

        /// <summary>The events of this transaction, in the order they were told.</summary>
        public IReadOnlyList<AuditEvent> Audits => audits;

        public IEnumerable<(ChangeOf Of, Guid Id)> Told => told;

        /// <summary>Writes the event in this transaction, at its end: the chain has one order.</summary>
        public void Audit(AuditEvent? audit)
        {
            if (audit is not null)
            {
                audits.Add(audit);
            }
        }

        /// <summary>Tells others after the commit.</summary>
        public void Tell(ChangeOf of, Guid id = default) => told.Add((of, id));

        /// <summary>Undoes all of it and returns this.</summary>
        public T Abandon<T>(T result)
        {
            IsAbandoned = true;
            return result;
        }
    }
}
