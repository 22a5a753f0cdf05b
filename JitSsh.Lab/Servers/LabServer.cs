using System.Net;

namespace JitSsh.Lab.Servers;

/// <summary>A server of the lab: a Debian with its own disk, processes, accounts and sshd on its own address.</summary>
public sealed class LabServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // systemd gives what does not end 90 seconds, and user managers two minutes.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromMinutes(3);
    private readonly Keeper keeper;
    private readonly string directory;
    private readonly IPAddress address;
    private readonly Action changed;
    private HostProcess? machine;
    private HostProcess? init;
    private bool isCutOff;

    internal LabServer(Keeper keeper, string directory, ServerInfo info, Action changed)
    {
        this.keeper = keeper;
        this.directory = directory;
        this.changed = changed;
        address = IPAddress.Parse(info.Address);
        Info = info;
    }

    /// <summary>Everything about it as it is now; a new value after each change of power.</summary>
    public ServerInfo Info { get; private set; }

    /// <summary>Also its host name.</summary>
    public string Name => Info.Name;

    /// <summary>Its loopback address.</summary>
    public string Address => Info.Address;

    /// <summary>Where its sshd listens.</summary>
    public int Port => Info.Port;

    internal string KnownAs => Port == 22 ? Address : $"[{Address}]:{Port}";

    /// <summary>Whether it is powered on. A full server that reboots, by itself too, stays so.</summary>
    public bool IsRunning => machine is { IsAlive: true };

    internal IEnumerable<HostProcess> Processes => machine is null ? [keeper.Process] : [machine, keeper.Process];

    // A light server is its process 1. A full one has another with each boot.
    private HostProcess? Init
    {
        get
        {
            if (Info.Kind == ServerKind.Light)
            {
                return machine;
            }

            if (init is not { IsAlive: true })
            {
                init = machine?.Descendants().FirstOrDefault(process => process is { IsInit: true, Name: "systemd" });
            }

            return init;
        }
    }

    private string DiskFromHost => $"/proc/{keeper.Process.Pid}/root{directory}/root";

    /// <summary>Starts it with the disk it had, and returns when its sshd listens.</summary>
    public async Task PowerOnAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
        {
            return;
        }

        machine = await keeper.PowerOnAsync(cancellationToken);
        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>
    /// Restarts it, and returns when its sshd listens again. A full server is asked to, and ends its services and sessions in
    /// order, which takes as long as they take to end; a light one has its plug pulled.
    /// </summary>
    public async Task RebootAsync(CancellationToken cancellationToken = default)
    {
        if (Info.Kind == ServerKind.Light)
        {
            await PowerOffAsync(cancellationToken);
            await PowerOnAsync(cancellationToken);
            return;
        }

        var before = Init ?? throw new LabException($"{Name} is powered off.");
        (await RunAsync("systemctl reboot", null, cancellationToken)).EnsureSuccess();
        if (!await Condition.WaitAsync(() => !before.IsAlive, ShutdownLimit, cancellationToken))
        {
            throw new LabException($"{Name} does not shut down within {ShutdownLimit}.");
        }

        await WaitUntilReadyAsync(cancellationToken);
    }

    /// <summary>
    /// Pulls the plug: every process is gone when this returns, the disk stays, and the address refuses connections.
    /// </summary>
    public async Task PowerOffAsync(CancellationToken cancellationToken = default)
    {
        await keeper.PowerOffAsync(cancellationToken);
        machine = null;
        init = null;
        Info = Info with { Pid = null };
        changed();
    }

    /// <summary>Another machine under the same name and address: empty disk, new host keys, new VM id, powered on.</summary>
    public async Task RebuildAsync(CancellationToken cancellationToken = default)
    {
        await PowerOffAsync(cancellationToken);
        await InstallAsync(cancellationToken);
        Info = Info with { VmId = Guid.NewGuid() };
        await PowerOnAsync(cancellationToken);
    }

    /// <summary>Makes it unreachable, also for connections that are open, while it runs on.</summary>
    public async Task CutOffAsync(CutOff how = CutOff.Silence, CancellationToken cancellationToken = default)
    {
        isCutOff = true;
        await AddressRoutes.CutAsync(address, how, cancellationToken);
    }

    /// <summary>Makes it reachable again.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken = default)
    {
        await AddressRoutes.RestoreAsync(address, cancellationToken);
        isCutOff = false;
    }

    /// <summary>
    /// Runs a shell script in the server as root, not over SSH: it also works while the server is cut off.
    /// </summary>
    /// <exception cref="LabException">The server is powered off, or between two boots.</exception>
    public Task<CommandResult> RunAsync(
        string script, string? stdin = null, CancellationToken cancellationToken = default) =>
        Init is { IsAlive: true }
            ? EnterAsync(["/bin/sh", "-c", script], stdin, cancellationToken)
            : throw new LabException($"{Name} is powered off, or just boots.");

    /// <summary>A file's text, read as root inside the server; also while it is powered off.</summary>
    /// <exception cref="LabException">There is no such file.</exception>
    public async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken = default) =>
        (await EnterAsync(["/bin/cat", "--", path], null, cancellationToken)).EnsureSuccess().Output;

    /// <summary>Its accounts, its files that matter for access, and its processes; also while it is powered off.</summary>
    public async Task<ServerSnapshot> SnapshotAsync(CancellationToken cancellationToken = default) =>
        ServerSnapshot.Parse(
            (await EnterAsync(["/bin/sh", "-c", ServerSnapshot.Script], null, cancellationToken)).EnsureSuccess().Output);

    /// <summary>Ends it; its disk is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isCutOff)
        {
            await RestoreAsync();
        }

        await keeper.DisposeAsync();
        await ControlGroup.RemoveAsync(ControlGroup.NameFor(Info));
    }

    internal async Task InstallAsync(CancellationToken cancellationToken)
    {
        await keeper.InstallAsync(cancellationToken);
        var keys = new List<HostKey>();
        foreach (var type in new[] { "ed25519", "ecdsa" })
        {
            var path = $"{DiskFromHost}/etc/ssh/ssh_host_{type}_key.pub";
            keys.Add(HostKey.Parse(await File.ReadAllTextAsync(path, cancellationToken)));
        }

        Info = Info with { HostKeys = keys };
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        Func<Task<bool>> isUp = Info.Kind == ServerKind.Full ? HasBootedAsync : () => Task.FromResult(IsReady);
        await Condition.WaitAsync(async () => !IsRunning || await isUp(), StartLimit, cancellationToken);
        if (!IsReady)
        {
            throw new LabException($"{Name} did not come up: {await WhyNotAsync(cancellationToken)}");
        }

        Info = Info with { Pid = Init!.Pid };
        changed();
    }

    // Process 1 becomes busybox only after the disk is its root: before that the host's own /run and /dev would be seen here.
    // sshd writes its pid only when it listens.
    private bool IsReady =>
        IsRunning && Init is { Name: "busybox" or "systemd", Pid: var pid }
        && File.Exists($"/proc/{pid}/root/run/sshd.pid")
        && Path.Exists($"/proc/{pid}/root/dev/log");

    // Everything that starts with it has started or failed. Before there is a bus to ask, systemctl fails.
    private async Task<bool> HasBootedAsync() =>
        Init is { IsAlive: true }
        && (await RunAsync("systemctl is-system-running 2>/dev/null")).Output.Trim() is "running" or "degraded";

    private async Task<string> WhyNotAsync(CancellationToken cancellationToken)
    {
        var console = Path.Combine(directory, "console");
        var said = File.Exists(console) ? await File.ReadAllTextAsync(console, cancellationToken) : "";
        var failed = Info.Kind == ServerKind.Full && Init is { IsAlive: true }
            ? (await RunAsync("systemctl --failed --plain --no-legend; journalctl -n 20 -q --no-pager", null, cancellationToken)).Output
            : "";
        return $"{keeper.Complaints} {said} {failed}".Trim();
    }

    private Task<CommandResult> EnterAsync(string[] command, string? stdin, CancellationToken cancellationToken)
    {
        string[] enter = Init is { IsAlive: true, Pid: var pid }
            ? ["--target", $"{pid}", "--mount", "--uts", "--ipc", "--pid", "--cgroup", "--"]
            : ["--target", $"{keeper.Process.Pid}", "--mount", "--", "chroot", $"{directory}/root"];
        string[] environment =
        [
            "env", "-i", "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/bash", "LANG=C.UTF-8",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ];
        return HostCommand.RunAsync("nsenter", [.. enter, .. environment, .. command], stdin, cancellationToken);
    }
}
