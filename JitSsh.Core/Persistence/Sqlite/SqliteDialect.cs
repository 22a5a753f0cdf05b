using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence.Sqlite;

/// <summary>A file, and one process.</summary>
internal sealed class SqliteDialect : Dialect
{
    public static SqliteDialect Instance { get; } = new();

    public override bool IsAlone => true;

    // Dropped with the table when a migration makes it anew, so they are seen to at each start and not in a migration. A row without a hash is from before the chain, and gets one once.
    public override string AuditGuards => """
        CREATE TRIGGER IF NOT EXISTS "AuditEvents_NoUpdate" BEFORE UPDATE ON "AuditEvents" WHEN OLD."Hash" <> ''
        BEGIN SELECT RAISE(ABORT, 'The audit log is only ever added to: an event is never changed.'); END;
        CREATE TRIGGER IF NOT EXISTS "AuditEvents_NoDelete" BEFORE DELETE ON "AuditEvents"
        BEGIN SELECT RAISE(ABORT, 'The audit log is only ever added to: an event is never removed.'); END;
        CREATE TRIGGER IF NOT EXISTS "AuditHeads_NoDelete" BEFORE DELETE ON "AuditHeads"
        BEGIN SELECT RAISE(ABORT, 'The end of the audit log is never removed.'); END;
        CREATE TRIGGER IF NOT EXISTS "AuditHeads_OnlyOn" BEFORE UPDATE ON "AuditHeads" WHEN NEW."Sequence" <= OLD."Sequence"
        BEGIN SELECT RAISE(ABORT, 'The end of the audit log only ever moves on.'); END;
        """;

    /// <summary>Readers do not wait for the writer; a commit is on the disk when it returns.</summary>
    public override Task PrepareAsync(JitSshContext context, CancellationToken cancel) => context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", cancel);

    /// <summary>Nothing: the file is one portal's alone.</summary>
    public override Task<IAsyncDisposable?> KeepOthersOutAsync(JitSshContext context, CancellationToken cancel) => Task.FromResult<IAsyncDisposable?>(null);

    public override async Task<DateTimeOffset?> NowAsync(JitSshContext context, CancellationToken cancel)
    {
        await context.AuditHeads.AnyAsync(cancel);
        return null;
    }

    /// <summary>SQLite takes its one writer's lock with the transaction.</summary>
    public override Task BeginWritingAsync(JitSshContext context, bool isAlone, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>There is no server.</summary>
    public override bool IsConnectionLost(JitSshContext context, Exception exception) => false;

    public override Task TellOthersAsync(JitSshContext context, Guid from, IReadOnlyCollection<Change> changes, CancellationToken cancel) => Task.CompletedTask;

    public override string SkipLocked(string table) => "";

    public override string DayOf(string moment) => $"substr({moment}, 1, 10)";

    public override string SecondsBetween(string from, string to) => $"(julianday({to}) - julianday({from})) * 86400.0";
}
