using System.Globalization;
using JitSsh.Core.Common;
using JitSsh.Core.Persistence;
using JitSsh.Core.Persistence.Moving;
using JitSsh.Core.Persistence.Postgres;
using JitSsh.Core.Secrets.Local;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace JitSsh.Core.Hosting;

/// <summary>The command that moves a portal's data from SQLite to PostgreSQL, with the settings that the portal has.</summary>
public static class MoveCommand
{
    /// <summary>What it is called on the command line.</summary>
    public const string Name = "move-to-postgres";

    /// <summary>Moves everything, keys and all, and says what it does.</summary>
    /// <param name="configuration">The portal's: <c>JitSsh:Data</c> says where SQLite's file is, <c>ConnectionStrings:JitSsh</c> where PostgreSQL.</param>
    /// <param name="output">Where the tables and their counts go.</param>
    /// <param name="error">Where a sentence goes when it cannot be done.</param>
    /// <param name="cancel">Stops it; then nothing was moved.</param>
    /// <returns>The exit code: 0 when all was moved, 1 when nothing was.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, TextWriter output, TextWriter error, CancellationToken cancel = default)
    {
        var data = configuration.GetSection("JitSsh:Data").Get<DataOptions>() ?? new();
        try
        {
            var address = configuration.GetConnectionString("JitSsh") is { Length: > 0 } given ? given : throw new InvalidOperationException("Say where PostgreSQL is: ConnectionStrings__JitSsh='Host=…;Database=…;Username=…;Password=…'");
            var operators = data.KeyFile.Length > 0 ? KeyFile.Read(data.KeyFile) : throw new InvalidOperationException("Name the operator's key, with which the database's keys are encrypted: JitSsh__Data__KeyFile. Make one with: openssl rand -base64 32");
            if (!System.IO.File.Exists(data.DatabasePath))
            {
                throw new InvalidOperationException($"There is no SQLite database at {data.DatabasePath}. Set JitSsh__Data__Directory as for the portal.");
            }

            await using var from = new JitSshContext(new DbContextOptionsBuilder<JitSshContext>().UseSqlite($"Data Source={data.DatabasePath};Pooling=False").Options);
            await using var to = new PostgresContext(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(address).Options);
            var keys = MovedKeys.Read(data.KeysPath, operators, MicrosecondClock.Whole(TimeProvider.System.GetUtcNow()));
            await output.WriteLineAsync($"From {data.DatabasePath} to the database {to.Database.GetDbConnection().Database} of {to.Database.GetDbConnection().DataSource}:");
            var moved = await new MoveToPostgres(from, to).RunAsync(keys, t => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{t.Rows,10}  {t.Table}")), cancel);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"All is there: {moved.Sum(t => t.Rows)} rows in {moved.Count} tables, counted on both sides; the audit log matches its hashes; {keys.Count} keys, encrypted."));
            await output.WriteLineAsync($"Start the portals with ConnectionStrings__JitSsh and JitSsh__Data__KeyFile. {data.DatabasePath} is as it was; keep it until you are content, and then remove it and {data.KeysPath}.");
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or NpgsqlException or DbUpdateException or IOException or OperationCanceledException or Microsoft.Data.Sqlite.SqliteException or ArgumentException)
        {
            await error.WriteLineAsync($"Nothing was moved. {(e.InnerException ?? e).Message}");
            return 1;
        }
    }
}
