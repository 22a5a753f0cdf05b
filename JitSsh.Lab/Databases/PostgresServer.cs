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
    private Process guard;

    private PostgresServer(string directory) => (this.directory, guard) = (directory, Begin(directory));

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
        Directory.CreateDirectory(Path.Combine(directory, "socket"));
        await File.WriteAllTextAsync(LogOf(directory), "", cancel);
        (await HostCommand.RunAsync("chown", ["-R", "postgres:postgres", directory], null, cancel)).EnsureSuccess();
        (await HostCommand.RunAsync("setpriv", [.. AsPostgres, Path.Combine(programs, "initdb"), "-D", DataOf(directory), "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], null, cancel)).EnsureSuccess();
        var server = new PostgresServer(directory);
        if (await server.AnswersAsync(cancel))
        {
            return server;
        }

        var said = await File.ReadAllTextAsync(LogOf(directory), cancel);
        await server.DisposeAsync();
        throw new LabException($"PostgreSQL did not start: {said}");
    }

    /// <summary>Makes an empty database.</summary>
    public async Task MakeAsync(string database, CancellationToken cancel) =>
        (await HostCommand.RunAsync(Path.Combine(Programs!, "createdb"), ["-h", Path.Combine(directory, "socket"), "-U", "postgres", database], null, cancel)).EnsureSuccess();

    /// <summary>Ends it at once, as a crash of its machine does, and starts it again; it takes connections when this returns.</summary>
    public async Task CrashAsync(CancellationToken cancel)
    {
        var pid = (await File.ReadAllLinesAsync(Path.Combine(DataOf(directory), "postmaster.pid"), cancel))[0];
        (await HostCommand.RunAsync("kill", ["-QUIT", pid], null, cancel)).EnsureSuccess();
        await EndAsync();
        guard = Begin(directory);
        if (!await AnswersAsync(cancel))
        {
            throw new LabException($"PostgreSQL did not start again: {await File.ReadAllTextAsync(LogOf(directory), cancel)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static Process Begin(string directory) => Process.Start(new ProcessStartInfo(
        "setsid", ["/bin/sh", "-c", Guard, "sh", LogOf(directory), "setpriv", .. AsPostgres, Path.Combine(Programs!, "postgres"), "-D", DataOf(directory), "-k", Path.Combine(directory, "socket"), .. Settings])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        WorkingDirectory = "/",
    })!;

    private async Task EndAsync()
    {
        guard.StandardInput.Close();
        await guard.WaitForExitAsync();
        guard.Dispose();
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        var answers = false;
        return await Condition.WaitAsync(
            async () => guard.HasExited || (answers = (await HostCommand.RunAsync(Path.Combine(Programs!, "pg_isready"), ["-q", "-h", Path.Combine(directory, "socket")], null, cancel)).ExitCode == 0), StartLimit, cancel) && answers;
    }

    private static string DataOf(string directory) => Path.Combine(directory, "data");

    private static string LogOf(string directory) => Path.Combine(directory, "log");

    private static IReadOnlyList<string> AsPostgres => ["--reuid=postgres", "--regid=postgres", "--init-groups", "--"];

    private static IReadOnlyList<string> Settings => ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=128MB"];
}
