using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>The portal as a process of its own, as an administrator would run it: settings by environment, killed like any process. It ends with this process, however that ends.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Runs the portal and waits for the end of its own standard input: that end comes when the lab's process closes it or is gone. The portal's children are found by
    /// the mark in their environment, since a portal that is killed leaves them behind.
    /// </summary>
    private const string Guard = """
        log=$1; shift
        "$@" </dev/null >>"$log" 2>&1 &
        portal=$!
        echo "$portal"
        exec 2>/dev/null
        read -r _
        kill "$portal" 2>/dev/null
        wait "$portal"
        """;

    private readonly string dll;
    private readonly string[] command;
    private readonly Dictionary<string, string> environment;
    private readonly string mark = $"jitssh-lab-{Guid.NewGuid():N}";
    private Process? guard;
    private HostProcess? portal;

    /// <param name="dll">JitSsh.Portal.dll.</param>
    /// <param name="directory">Its data directory and its log.</param>
    /// <param name="port">On 127.0.0.1; 0 = any that is free.</param>
    /// <param name="caBundle">Certification authorities to trust.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    /// <param name="command">Another command of the same program, for example <c>connector</c>: it answers nobody, and is up when it runs.</param>
    public PortalProcess(string dll, string directory, int port, string caBundle, IReadOnlyDictionary<string, string> settings, params string[] command)
    {
        this.command = command;
        this.dll = File.Exists(dll) ? Path.GetFullPath(dll) : throw new LabException($"There is no portal at {dll}. Build it, or say where it is with --portal.");
        Address = new($"http://127.0.0.1:{(port == 0 ? FreePort() : port).ToString(CultureInfo.InvariantCulture)}");
        LogPath = Path.Combine(directory, "portal.log");
        environment = new(settings, StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = Address.ToString(),
            ["JitSsh__Data__Directory"] = Path.Combine(directory, "data"),
            ["SSL_CERT_FILE"] = caBundle,
            ["JITSSH_LAB"] = mark,
        };
    }

    public Uri Address { get; }

    public string LogPath { get; }

    public string Program => dll;

    /// <summary>Its settings but for its address and its directory, for another portal beside it.</summary>
    public IReadOnlyDictionary<string, string> Settings => environment;

    public bool IsRunning => portal is { IsAlive: true };

    /// <summary>Starts it and returns when it answers that it is healthy.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("setsid", ["/bin/sh", "-c", Guard, "sh", LogPath, "dotnet", dll, .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // It reads appsettings.json and its static files from here.
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        guard = Process.Start(start)!;
        var pid = await guard.StandardOutput.ReadLineAsync(cancel);
        portal = HostProcess.Find(int.Parse(pid ?? "0", CultureInfo.InvariantCulture)) ?? throw NotUp("it ended at once");
        if (command.Length > 0)
        {
            return;
        }

        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        if (!await Condition.WaitAsync(async () => !portal.IsAlive || await IsHealthyAsync(http, cancel), StartLimit, cancel) || !portal.IsAlive)
        {
            throw NotUp(portal.IsAlive ? $"/healthz does not answer after {StartLimit.TotalSeconds:0} s" : "it ended");
        }
    }

    /// <summary>Further settings, from its next start on.</summary>
    public void Set(IReadOnlyDictionary<string, string> settings)
    {
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }
    }

    /// <summary>Runs another command of the same program with the same settings, to its end.</summary>
    public Task<CommandResult> CommandAsync(string name, CancellationToken cancel) =>
        HostCommand.RunAsync("env", [.. environment.Select(e => $"{e.Key}={e.Value}"), "dotnet", dll, name], null, cancel);

    /// <summary><c>kill -9</c>: no warning, no clean end.</summary>
    public async Task KillAsync()
    {
        portal?.Kill();
        await StopAsync();
    }

    public async Task StopAsync()
    {
        if (guard is null)
        {
            return;
        }

        guard.StandardInput.Close();
        if (portal is { IsAlive: true } && !await portal.WaitForEndAsync(StopLimit))
        {
            portal.Kill();
        }

        await guard.WaitForExitAsync();
        guard.Dispose();
        guard = null;
    }

    /// <summary>What portals of this object have started and left behind: process number and command line.</summary>
    public IReadOnlyList<string> LeftBehind() => [.. Marked().Select(p => $"{p.Pid} {p.Name}")];

    /// <summary>The log's last lines.</summary>
    public string LogTail(int lines) => File.Exists(LogPath) ? string.Join('\n', File.ReadLines(LogPath).TakeLast(lines)) : "";

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var process in Marked())
        {
            process.Kill();
        }
    }

    private IEnumerable<HostProcess> Marked() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) && IsMarked(path) ? HostProcess.Find(pid) : null)
        .OfType<HostProcess>();

    private bool IsMarked(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, "environ")).Contains($"JITSSH_LAB={mark}", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http, CancellationToken cancel)
    {
        try
        {
            return (await http.GetAsync("/healthz", cancel)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private LabException NotUp(string why) => new($"The portal did not come up: {why}. Its log ends:\n{LogTail(20)}");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
