using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Persistence;

/// <summary>Opens a context for one operation: a reading, or a writing that commits the change together with its audit events and only then tells others.</summary>
internal sealed class Db(IDbContextFactory<JitSshContext> factory, ChangeFeed feed, NoticeWriting notices, ILoggerFactory logs) : IDisposable
{
    /// <summary>
    /// The writings of this process come one after the other. The database has one writer (<see cref="Dialect.BeginWritingAsync"/>); those that wait for it in SQLite itself ask again and
    /// again, in no order, and with a hundred servers at work some never get their turn in time; with PostgreSQL each would hold a connection while it waits.
    /// </summary>
    private readonly SemaphoreSlim writer = new(1, 1);

    private readonly ILogger log = logs.CreateLogger(AuditLogging.Category);

    /// <summary>A database server that is started anew takes nobody for a moment. Whoever looks at a page waits for it rather than being told.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];

    public void Dispose() => writer.Dispose();

    /// <summary>Runs a reading; again, if the connection turns out to be dead.</summary>
    public async Task<T> ReadAsync<T>(Func<JitSshContext, Task<T>> read, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            await using var context = await ContextAsync(cancel);
            try
            {
                return await read(context);
            }
            catch (Exception e) when (attempt < Pauses.Length && context.Dialect.IsConnectionLost(context, e))
            {
                await Task.Delay(Pauses[attempt], cancel);
            }
        }
    }

    /// <summary>Runs a writing in one transaction. It has the one writer's lock from the beginning, so what was read in it still holds at the commit.</summary>
    public Task<T> WriteAsync<T>(Func<JitSshContext, Writing, Task<T>> write, CancellationToken cancel) => WriteAsync(write, isAlone: true, cancel);

    /// <summary>
    /// Runs a writing that only takes leases, of rows that it locks itself (<see cref="Dialect.SkipLocked"/>): it does not wait for whoever writes, and writes nothing that is audited. With
    /// SQLite it is a writing like any other.
    /// </summary>
    public Task<T> LeaseAsync<T>(Func<JitSshContext, Writing, Task<T>> write, CancellationToken cancel) => WriteAsync(write, isAlone: false, cancel);

    private async Task<T> WriteAsync<T>(Func<JitSshContext, Writing, Task<T>> write, bool isAlone, CancellationToken cancel)
    {
        var writing = new Writing();
        T result;
        await writer.WaitAsync(cancel);
        try
        {
            await using var context = await BeginAsync(isAlone, cancel);
            var transaction = context.Database.CurrentTransaction!;
            result = await write(context, writing);
            if (writing.IsAbandoned)
            {
                await transaction.RollbackAsync(cancel);
                return result;
            }

            if (!isAlone && writing.Audited.Count + writing.Requests.Count > 0)
            {
                throw new InvalidOperationException("A lease changes nothing that is told of.");
            }

            await AuditChaining.AppendAsync(context, writing.Audited, cancel);
            await context.SaveChangesAsync(cancel);
            if (writing.HasNews)
            {
                await notices.WriteAsync(context, writing, cancel);
                await context.SaveChangesAsync(cancel);
            }

            await RequestStandings.KeepAsync(context, writing.Requests, cancel);
            await context.Dialect.TellOthersAsync(context, feed.Id, [.. writing.Told.Select(t => new Change(t.Of, t.Id))], cancel);
            await transaction.CommitAsync(cancel);
        }
        finally
        {
            writer.Release();
        }

        foreach (var e in writing.Audited)
        {
            AuditLogging.Write(log, e);
        }

        foreach (var measure in writing.Measures)
        {
            measure();
        }

        foreach (var (of, id) in writing.Told)
        {
            feed.Publish(of, id);
        }

        return result;
    }

    /// <summary>
    /// A context with a transaction that has its lock. If the connection turns out to be dead, another is taken: nothing was done on it yet. What comes later is not tried again by itself,
    /// since nobody could say how much of it was done.
    /// </summary>
    private async Task<JitSshContext> BeginAsync(bool isAlone, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            var context = await ContextAsync(cancel);
            try
            {
                await context.Database.BeginTransactionAsync(cancel);
                await context.Dialect.BeginWritingAsync(context, isAlone, cancel);
                return context;
            }
            catch (Exception e)
            {
                var again = attempt < Pauses.Length && context.Dialect.IsConnectionLost(context, e);
                await context.DisposeAsync();
                if (!again)
                {
                    throw;
                }
            }

            await Task.Delay(Pauses[attempt], cancel);
        }
    }

    private async Task<JitSshContext> ContextAsync(CancellationToken cancel)
    {
        var context = await factory.CreateDbContextAsync(cancel);
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return context;
    }

    /// <summary>One transaction under way.</summary>
    internal sealed class Writing
    {
        private readonly HashSet<(ChangeOf Of, Guid Id)> told = [];
        private readonly List<AuditEvent> audited = [];
        private readonly HashSet<GrantId> failing = [];
        private readonly HashSet<IntegrationId> discovered = [];
        private readonly List<Action> measures = [];

        public bool IsAbandoned { get; private set; }

        public IEnumerable<(ChangeOf Of, Guid Id)> Told => told;

        /// <summary>The requests that this transaction tells of.</summary>
        public IReadOnlyCollection<RequestId> Requests => [.. told.Where(t => t.Of == ChangeOf.Request).Select(t => RequestId.From(t.Id))];

        /// <summary>The events of this transaction, in the order they were told. Who is to be told of them is found in it, too (<see cref="NoticeWriting"/>).</summary>
        public IReadOnlyList<AuditEvent> Audited => audited;

        /// <summary>Grants on which an attempt has failed.</summary>
        public IReadOnlyCollection<GrantId> Failing => failing;

        /// <summary>Integrations of which a discovery has ended.</summary>
        public IReadOnlyCollection<IntegrationId> Discovered => discovered;

        /// <summary>What is measured of this transaction, once it is committed.</summary>
        public IReadOnlyList<Action> Measures => measures;

        /// <summary>True when somebody may have to be told of this.</summary>
        public bool HasNews => audited.Count + failing.Count + discovered.Count > 0;

        /// <summary>Writes the event in this transaction, at its end: the chain has one order.</summary>
        public void Audit(AuditEvent? audit)
        {
            if (audit is not null)
            {
                audited.Add(audit);
            }
        }

        /// <summary>Notes a failed attempt, which is no event of the audit log.</summary>
        public void Fails(GrantId grant) => failing.Add(grant);

        /// <summary>Notes that a discovery has ended, which is an event of the audit log only when it changed something.</summary>
        public void Discovers(IntegrationId integration) => discovered.Add(integration);

        /// <summary>Measures it after the commit.</summary>
        public void Measure(Action measure) => measures.Add(measure);

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
