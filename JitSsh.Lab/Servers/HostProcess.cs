using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace JitSsh.Lab.Servers;

/// <summary>A process of the host, told apart from a later one that was given the same number.</summary>
/// <param name="Pid">As the host numbers it.</param>
/// <param name="Started">Clock ticks from the machine's boot to the process's start.</param>
/// <param name="Boot">Which boot of the machine that was.</param>
internal sealed record HostProcess(int Pid, long Started, string Boot)
{
    private const int Terminate = 15;
    private const int Kill9 = 9;
    private static readonly string CurrentBoot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    [JsonIgnore]
    public bool IsAlive => Boot == CurrentBoot && ReadStart(Pid) == Started;

    /// <summary>The kernel's name for what it runs; null when it has ended.</summary>
    [JsonIgnore]
    public string? Name => IsAlive ? Read("comm")?.Trim() : null;

    public static HostProcess Current => Find(Environment.ProcessId)!;

    public static HostProcess? Find(int pid) =>
        ReadStart(pid) is { } started ? new HostProcess(pid, started, CurrentBoot) : null;

    /// <summary>Those that it started and that live, and theirs.</summary>
    public IEnumerable<HostProcess> Descendants() =>
        (Read($"task/{Pid}/children") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(pid => Find(int.Parse(pid, CultureInfo.InvariantCulture)))
        .OfType<HostProcess>()
        .SelectMany(child => child.Descendants().Prepend(child));

    /// <summary>Whether it is process 1 of the innermost process namespace that it is in.</summary>
    [JsonIgnore]
    public bool IsInit =>
        Read("status")?.Split('\n').FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))
            ?.EndsWith("\t1", StringComparison.Ordinal) == true;

    public void AskToEnd() => Send(Terminate);

    public void Kill() => Send(Kill9);

    /// <summary>Whether it was gone before the limit.</summary>
    public Task<bool> WaitForEndAsync(TimeSpan limit) => Condition.WaitAsync(() => !IsAlive, limit, CancellationToken.None);

    private void Send(int signal)
    {
        if (IsAlive)
        {
            _ = SendSignal(Pid, signal);
        }
    }

    // A zombie has ended: it only waits for its parent.
    private static long? ReadStart(int pid)
    {
        var fields = Read(pid, "stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : ["X"];
        return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
    }

    private string? Read(string file) => Read(Pid, file);

    private static string? Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
