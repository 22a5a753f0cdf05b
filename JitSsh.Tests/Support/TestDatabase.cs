using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Persistence.Postgres;
using JitSsh.Lab.Databases;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace JitSsh.Tests.Support;

/// <summary>
/// The database that the tests run on: SQLite, or with <c>JITSSH_TEST_DATABASE=postgres</c> a PostgreSQL that is started for them. Each host has one of its own, which goes by its data
/// directory, so that a host started over the same directory finds it again.
/// </summary>
internal static class TestDatabase
{
    private const string Template = "template_jitssh";

    private static readonly Lazy<PostgresServer> Server = new(Start);

    private static readonly Lazy<string> KeyFile = new(() =>
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "not random, and of no use outside these tests\n");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    });

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("JITSSH_TEST_DATABASE") == "postgres";

    /// <summary>The settings of a host with this data directory; the database is there when this returns.</summary>
    public static IReadOnlyList<(string Name, string Value)> SettingsFor(string directory) => IsPostgres ? PostgresFor(directory) : [];

    /// <summary>The settings of a host on PostgreSQL, whatever the other tests run on. Hosts with the same name share the database.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="isEmpty">Whether it is without tables, as a company's first one.</param>
    public static IReadOnlyList<(string Name, string Value)> PostgresFor(string name, bool isEmpty = false)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && PostgresServer.Programs is not null, "PostgreSQL has to be installed, and is started by root.");
        var database = NameOf(name);
        if (!Run($"SELECT count(*) FROM pg_database WHERE datname = '{database}'").Equals(1L))
        {
            Run($"CREATE DATABASE \"{database}\" TEMPLATE {(isEmpty ? "template0" : Template)} STRATEGY FILE_COPY");
        }

        return [("ConnectionStrings:JitSsh", AddressOf(name)), ("JitSsh:Data:KeyFile", KeyFile.Value)];
    }

    /// <summary>Where that database is, for Npgsql.</summary>
    public static string AddressOf(string name) => $"{Server.Value.ConnectionString(NameOf(name))};Maximum Pool Size=20";

    /// <summary>Removes the database of the host with this data directory.</summary>
    public static void Drop(string directory)
    {
        if (IsPostgres)
        {
            DropPostgres(directory);
        }
    }

    /// <summary>Removes the database of this name.</summary>
    public static void DropPostgres(string name)
    {
        if (Server.IsValueCreated)
        {
            Run($"DROP DATABASE IF EXISTS \"{NameOf(name)}\" WITH (FORCE)");
        }
    }

    /// <summary>Breaks every connection to the database of this name, as a restart of PostgreSQL does.</summary>
    public static void BreakConnections(string name) => Run($"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{NameOf(name)}'");

    /// <summary>Lets nobody connect to the database of this name any more, and ends what is connected.</summary>
    public static void Close(string name)
    {
        Run($"ALTER DATABASE \"{NameOf(name)}\" ALLOW_CONNECTIONS false");
        BreakConnections(name);
    }

    /// <summary>Lets portals connect to it again.</summary>
    public static void Open(string name) => Run($"ALTER DATABASE \"{NameOf(name)}\" ALLOW_CONNECTIONS true");

    private static string NameOf(string name) => $"t{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))[..8])}";

    private static object Run(string sql)
    {
        using var connection = new NpgsqlConnection(Server.Value.ConnectionString());
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar() ?? 0L;
    }

    private static PostgresServer Start()
    {
        // Blocking, since hosts are configured where nothing can be awaited; once in a run.
        var server = Task.Run(() => PostgresServer.StartAsync(CancellationToken.None)).GetAwaiter().GetResult();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.Run(async () => await server.DisposeAsync()).Wait(TimeSpan.FromSeconds(20));
        using var context = new PostgresContext(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql($"{server.ConnectionString(Template)};Pooling=False").Options);
        context.Database.Migrate();
        return server;
    }
}
