using System.Diagnostics;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Databases;

/// <summary>
/// A real PostgreSQL with an empty cluster of its own, reached over a socket in a directory that is gone with it. It listens on no network, and ends with this process, however that ends.
/// Nothing is synced to the disk: what is tried with it is gone after it anyway.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // As for the lab's portals: the end of the standard input is the end of whoever wanted it.
    private const string Guard = """
        log=$1; shift
        "$@" </dev/null >>"$log" 2>&1 &
        server=$!
        read -r _
        kill -INT "$server" 2>/dev/null
        wait "$server"
        """;

    private readonly string directory;
    private readonly Process guard;

    private PostgresServer(string directory, Process guard) => (this.directory, this.guard) = (directory, guard);

    /// <summary>The newest one that is installed; null when none is.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "postgres"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    /// <summary>For Npgsql: the superuser, in this database.</summary>
    public string ConnectionString(string database = "postgres") => $"Host={Path.Combine(directory, "socket")};Username=postgres;Database={database}";

    /// <summary>Starts one; it takes connections when this returns. Needs root, since PostgreSQL itself refuses to run as root.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancel)
    {
        var programs = Programs ?? throw new LabException("There is no PostgreSQL in /usr/lib/postgresql. Install the package postgresql.");
        var directory = Directory.CreateTempSubdirectory("jitssh-postgres-").FullName;
        var (data, socket, log) = (Path.Combine(directory, "data"), Path.Combine(directory, "socket"), Path.Combine(directory, "log"));
        Directory.CreateDirectory(socket);
        await File.WriteAllTextAsync(log, "", cancel);
        (await HostCommand.RunAsync("chown", ["-R", "postgres:postgres", directory], null, cancel)).EnsureSuccess();
        (await HostCommand.RunAsync("setpriv", [.. AsPostgres, Path.Combine(programs, "initdb"), "-D", data, "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], null, cancel)).EnsureSuccess();
        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", Guard, "sh", log, "setpriv", .. AsPostgres, Path.Combine(programs, "postgres"), "-D", data, "-k", socket, .. Settings])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        var server = new PostgresServer(directory, Process.Start(start)!);
        var answers = false;
        var isUp = await Condition.WaitAsync(
            async () => server.guard.HasExited || (answers = (await HostCommand.RunAsync(Path.Combine(programs, "pg_isready"), ["-q", "-h", socket], null, cancel)).ExitCode == 0), StartLimit, cancel);
        if (isUp && answers)
        {
            return server;
        }

        var said = await File.ReadAllTextAsync(log, cancel);
        await server.DisposeAsync();
        throw new LabException($"PostgreSQL did not start: {said}");
    }

    public async ValueTask DisposeAsync()
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static IReadOnlyList<string> AsPostgres => ["--reuid=postgres", "--regid=postgres", "--init-groups", "--"];

    private static IReadOnlyList<string> Settings => ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=128MB"];
}
