using System.Globalization;
using JitSsh.Core.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JitSsh.Core.Persistence.Postgres;

/// <summary>A server, and any number of portals.</summary>
internal sealed class PostgresDialect : Dialect
{
    /// <summary>The channel of LISTEN and NOTIFY.</summary>
    public const string Channel = "jitssh";

    // Any number that nothing else in this database takes a lock on.
    private const long WriterLock = 0x4A69745373680001;
    private const long StartLock = 0x4A69745373680003;

    // PostgreSQL takes 8000 bytes; a change is at most 40 of them.
    private const int ChangesAtOnce = 150;

    public static PostgresDialect Instance { get; } = new();

    public override bool IsAlone => false;

    public override string AuditGuards => """
        CREATE OR REPLACE FUNCTION "AuditGuard"() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_TABLE_NAME = 'AuditHeads' THEN
            IF TG_OP = 'UPDATE' AND NEW."Sequence" > OLD."Sequence" THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'The end of the audit log only ever moves on, and is never removed.';
          END IF;
          IF TG_OP = 'UPDATE' AND OLD."Hash" = '' THEN RETURN NEW; END IF;
          RAISE EXCEPTION 'The audit log is only ever added to: an event is never changed and never removed.';
        END $$;
        CREATE OR REPLACE TRIGGER "AuditEvents_Guard" BEFORE UPDATE OR DELETE ON "AuditEvents" FOR EACH ROW EXECUTE FUNCTION "AuditGuard"();
        CREATE OR REPLACE TRIGGER "AuditHeads_Guard" BEFORE UPDATE OR DELETE ON "AuditHeads" FOR EACH ROW EXECUTE FUNCTION "AuditGuard"();
        CREATE OR REPLACE FUNCTION "AuditKept"() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'The audit log is never emptied.'; END $$;
        CREATE OR REPLACE TRIGGER "AuditEvents_Kept" BEFORE TRUNCATE ON "AuditEvents" FOR EACH STATEMENT EXECUTE FUNCTION "AuditKept"();
        CREATE OR REPLACE TRIGGER "AuditHeads_Kept" BEFORE TRUNCATE ON "AuditHeads" FOR EACH STATEMENT EXECUTE FUNCTION "AuditKept"();
        """;

    public override Task PrepareAsync(JitSshContext context, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>
    /// A lock of a connection of its own, so that it goes with that connection, also when its process dies. EF's own lock is on the table of migrations, and of two portals that start
    /// over an empty database both find none.
    /// </summary>
    public override async Task<IAsyncDisposable?> KeepOthersOutAsync(JitSshContext context, CancellationToken cancel)
    {
        var settings = new NpgsqlConnectionStringBuilder(context.Database.GetConnectionString()) { Pooling = false, ApplicationName = "JitSsh, starting" };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancel);

            // As long as it takes: another may have much to change.
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = StartLock } }, CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancel);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is NpgsqlException refused)
            {
                throw new SettingsException(Refusal(refused, settings), refused);
            }

            throw;
        }
    }

    public override async Task<DateTimeOffset?> NowAsync(JitSshContext context, CancellationToken cancel) =>
        (await context.Database.SqlQuery<DateTime>($"SELECT clock_timestamp() AS \"Value\"").ToListAsync(cancel)) is [var now] ? new DateTimeOffset(now, TimeSpan.Zero) : null;

    /// <summary>
    /// One writer at a time in all portals, as with SQLite: what Core reads in a writing transaction still holds at its commit, whatever the other portals do, and the audit log's
    /// chain has one order anyway. The lock goes with the transaction, also when its process dies.
    /// </summary>
    public override Task BeginWritingAsync(JitSshContext context, bool isAlone, CancellationToken cancel) =>
        isAlone ? context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({WriterLock})", cancel) : context.Database.ExecuteSqlAsync($"SELECT 1", cancel);

    /// <summary>The first word with the database was refused.</summary>
    private static string Refusal(NpgsqlException e, NpgsqlConnectionStringBuilder settings) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => $"ConnectionStrings__JitSsh names the database {settings.Database}, which {settings.Host} has not. Make it there: CREATE DATABASE {settings.Database} OWNER {settings.Username};",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => $"PostgreSQL on {settings.Host} does not let {settings.Username} in. Check Username and Password in ConnectionStrings__JitSsh: {e.Message}",
        _ => $"PostgreSQL on {settings.Host}, port {settings.Port}, does not answer the portal. Check that it runs, and Host and Port in ConnectionStrings__JitSsh: {(e.InnerException ?? e).Message}",
    };

    public override bool IsConnectionLost(JitSshContext context, Exception exception)
    {
        // 57P01 to 57P03: it shuts down, has crashed, or cannot take connections yet. EF hides what may pass within another exception.
        var isLost = (exception as NpgsqlException ?? exception.InnerException as NpgsqlException) switch
        {
            PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow,
            { IsTransient: true } => true,
            _ => false,
        };
        if (isLost && context.Database.GetDbConnection() is NpgsqlConnection connection)
        {
            NpgsqlConnection.ClearPool(connection);
        }

        return isLost;
    }

    public override async Task TellOthersAsync(JitSshContext context, Guid from, IReadOnlyCollection<Change> changes, CancellationToken cancel)
    {
        foreach (var some in changes.Chunk(ChangesAtOnce))
        {
            var text = Write(from, some);
            await context.Database.ExecuteSqlAsync($"SELECT pg_notify({Channel}, {text})", cancel);
        }
    }

    public override string SkipLocked(string table) => $"FOR UPDATE OF {table} SKIP LOCKED";

    public override string DayOf(string moment) => $"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD')";

    public override string SecondsBetween(string from, string to) => $"extract(epoch FROM {to} - {from})";

    /// <summary>Who tells, and then kind and id of each change.</summary>
    private static string Write(Guid from, IEnumerable<Change> changes) =>
        string.Join(' ', changes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{(int)c.Of}:{c.Id:N}")).Prepend(from.ToString("N")));

    /// <summary>What <see cref="TellOthersAsync"/> wrote; nothing of what another version wrote and this one does not know.</summary>
    public static (Guid From, IReadOnlyList<Change> Changes) Read(string text)
    {
        var words = text.Split(' ');
        List<Change> changes = [];
        foreach (var word in words.Skip(1))
        {
            if (word.Split(':') is [var kind, var id] && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var of) && Enum.IsDefined((ChangeOf)of) && Guid.TryParseExact(id, "N", out var which))
            {
                changes.Add(new((ChangeOf)of, which));
            }
        }

        return (Guid.TryParseExact(words[0], "N", out var from) ? from : Guid.Empty, changes);
    }
}
