using System.Reflection;
using JitSsh.Core.Audit;
using JitSsh.Core.Persistence.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace JitSsh.Core.Persistence.Moving;

/// <summary>How many rows of a table were moved.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">Rows in both databases.</param>
internal sealed record MovedTable(string Table, long Rows);

/// <summary>
/// Copies a whole database from SQLite to an empty PostgreSQL, in one transaction: it is all there, counted and its audit log checked, or nothing is. The file of SQLite's is only read, and
/// stays as it is. No portal may run meanwhile.
/// </summary>
internal sealed class MoveToPostgres(JitSshContext from, PostgresContext to)
{
    private const int AtOnce = 1000;

    private static readonly MethodInfo Copy = typeof(MoveToPostgres).GetMethod(nameof(CopyAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>The tables, in the order in which they were moved.</summary>
    /// <param name="keys">The data protection's keys, encrypted.</param>
    /// <param name="moved">Told of each table.</param>
    /// <param name="cancel">Stops it; then nothing was moved.</param>
    /// <exception cref="InvalidOperationException">It cannot be moved, or what came out is not what went in; a sentence for the operator.</exception>
    public async Task<IReadOnlyList<MovedTable>> RunAsync(IReadOnlyList<DataKey> keys, Action<MovedTable> moved, CancellationToken cancel)
    {
        to.ChangeTracker.AutoDetectChangesEnabled = false;
        await to.Database.MigrateAsync(cancel);
        await using var reading = await from.Database.BeginTransactionAsync(cancel);
        if ((await from.Database.GetPendingMigrationsAsync(cancel)).Any())
        {
            throw new InvalidOperationException("This SQLite database is of an earlier version. Start this version of the portal over it once, stop it, and move it then.");
        }

        await using var writing = await to.Database.BeginTransactionAsync(cancel);
        await to.Dialect.BeginWritingAsync(to, isAlone: true, cancel);
        if (await to.AuditEvents.AnyAsync(cancel) || await to.People.AnyAsync(cancel) || await to.DataKeys.AnyAsync(cancel))
        {
            throw new InvalidOperationException("The PostgreSQL database is not empty. Name one that nobody has set up.");
        }

        List<MovedTable> all = [];
        foreach (var entity in InOrder(from.Model))
        {
            var rows = await (Task<long>)Copy.MakeGenericMethod(entity.ClrType).Invoke(this, [entity, cancel])!;
            all.Add(new(entity.GetTableName()!, rows));
            moved(all[^1]);
        }

        to.DataKeys.AddRange(keys);
        await SaveAsync(cancel);
        await CheckAuditAsync(cancel);
        await to.Database.ExecuteSqlRawAsync(to.Dialect.AuditGuards, cancel);
        await writing.CommitAsync(cancel);
        return all;
    }

    private async Task<long> CopyAsync<T>(IEntityType entity, CancellationToken cancel) where T : class
    {
        // With the columns that no property of the class holds, too.
        var names = entity.GetProperties().Where(p => p.GetComputedColumnSql() is null).Select(p => p.Name).ToList();
        var count = 0L;
        await foreach (var row in from.Set<T>().AsTracking().AsAsyncEnumerable().WithCancellation(cancel))
        {
            var (old, made) = (from.Entry(row), to.Entry(row));
            made.State = EntityState.Added;
            foreach (var name in names)
            {
                made.Property(name).CurrentValue = old.Property(name).CurrentValue;
            }

            old.State = EntityState.Detached;
            if (++count % AtOnce == 0)
            {
                await SaveAsync(cancel);
            }
        }

        await SaveAsync(cancel);
        var (before, after) = (await from.Set<T>().LongCountAsync(cancel), await to.Set<T>().LongCountAsync(cancel));
        return before == after && after == count
            ? after
            : throw new InvalidOperationException($"{entity.GetTableName()} had {before} rows, and {after} arrived. Nothing was moved.");
    }

    private async Task SaveAsync(CancellationToken cancel)
    {
        await to.SaveChangesAsync(cancel);
        to.ChangeTracker.Clear();
    }

    /// <summary>The copy's own rows are read again: what its hashes are taken over has to have arrived to the last digit.</summary>
    private async Task CheckAuditAsync(CancellationToken cancel)
    {
        var hash = AuditChain.Start;
        await foreach (var e in to.AuditEvents.AsNoTracking().OrderBy(e => e.Sequence).AsAsyncEnumerable().WithCancellation(cancel))
        {
            hash = AuditChain.HashOf(hash, e);
            if (hash != e.Hash)
            {
                throw new InvalidOperationException($"The audit log's event {e.Sequence} does not match its hash. Nothing was moved. Check the log in the portal first: if it is whole there, this is a fault of JitSsh's.");
            }
        }

        if (await to.AuditHeads.AsNoTracking().Select(h => h.Hash).SingleOrDefaultAsync(cancel) is { } head && head != hash)
        {
            throw new InvalidOperationException("The audit log's end does not match its last event. Nothing was moved.");
        }
    }

    /// <summary>What is referred to comes before what refers to it.</summary>
    private static IReadOnlyList<IEntityType> InOrder(IModel model)
    {
        List<IEntityType> ordered = [];
        foreach (var entity in model.GetEntityTypes())
        {
            Add(entity);
        }

        return ordered;

        void Add(IEntityType entity)
        {
            if (ordered.Contains(entity))
            {
                return;
            }

            foreach (var other in entity.GetForeignKeys().Select(k => k.PrincipalEntityType).Where(p => p != entity))
            {
                Add(other);
            }

            ordered.Add(entity);
        }
    }
}
