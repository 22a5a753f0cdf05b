using System.Net;

namespace JitSsh.Lab.Servers;

/// <summary>A server of the lab: a Debian with its own disk, processes, accounts and sshd on its own address.</summary>
public sealed class LabServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly Keeper keeper;
    private readonly string directory;
    private readonly IPAddress address;
    private readonly Action changed;
    private HostProcess? process;
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

    /// <summary>Whether it is powered on and its process 1 lives.</summary>
    public bool IsRunning => process is { IsAlive: true };

    internal IEnumerable<HostProcess> Processes => process is null ? [keeper.Process] : [process, keeper.Process];

    private string DiskFromHost => $"/proc/{keeper.Process.Pid}/root{directory}/root";

    /// <summary>Starts it with the disk it had, and returns when its sshd listens.</summary>
    public async Task PowerOnAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
        {
            return;
        }

        process = await keeper.PowerOnAsync(cancellationToken);
        if (!await Condition.WaitAsync(() => IsReady || !IsRunning, StartLimit, cancellationToken) || !IsReady)
        {
            throw new LabException($"{Name} did not come up: {keeper.Complaints}");
        }

        Info = Info with { Pid = process.Pid };
        changed();
    }

    /// <summary>
    /// Pulls the plug: every process is gone when this returns, the disk stays, and the address refuses connections.
    /// </summary>
    public async Task PowerOffAsync(CancellationToken cancellationToken = default)
    {
        await keeper.PowerOffAsync(cancellationToken);
        process = null;
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
    /// <exception cref="LabException">The server is powered off.</exception>
    public Task<CommandResult> RunAsync(
        string script, string? stdin = null, CancellationToken cancellationToken = default) =>
        IsRunning
            ? EnterAsync(["/bin/sh", "-c", script], stdin, cancellationToken)
            : throw new LabException($"{Name} is powered off.");

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

    // Process 1 becomes busybox only after the disk is its root: before that the host's own /run and /dev would be seen here.
    // sshd writes its pid only when it listens.
    private bool IsReady =>
        process is { Name: "busybox", Pid: var pid }
        && File.Exists($"/proc/{pid}/root/run/sshd.pid")
        && File.Exists($"/proc/{pid}/root/dev/log");

    private Task<CommandResult> EnterAsync(string[] command, string? stdin, CancellationToken cancellationToken)
    {
        string[] enter = process is { IsAlive: true, Pid: var pid }
            ? ["--target", $"{pid}", "--mount", "--uts", "--ipc", "--pid", "--"]
            : ["--target", $"{keeper.Process.Pid}", "--mount", "--", "chroot", $"{directory}/root"];
        string[] environment =
        [
            "env", "-i", "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/bash", "LANG=C.UTF-8",
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        ];
        return HostCommand.RunAsync("nsenter", [.. enter, .. environment, .. command], stdin, cancellationToken);
    }
}
