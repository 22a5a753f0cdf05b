namespace JitSsh.Lab.Servers;

/// <summary>A process inside a server.</summary>
/// <param name="Uid">Whose it is.</param>
/// <param name="Pid">As the server numbers it.</param>
/// <param name="Arguments">Its command line.</param>
public sealed record ServerProcess(int Uid, int Pid, string Arguments);

/// <summary>What on a server decides about access, for comparing before and after.</summary>
/// <param name="Passwd">Text of <c>/etc/passwd</c>.</param>
/// <param name="Group">Text of <c>/etc/group</c>.</param>
/// <param name="Shadow">Text of <c>/etc/shadow</c>.</param>
/// <param name="GShadow">Text of <c>/etc/gshadow</c>.</param>
/// <param name="Files">
/// A line per file and directory under <c>/etc/ssh</c>, <c>/etc/sudoers</c>, <c>/etc/sudoers.d</c>, <c>/var/lib/jitssh</c> and <c>/home</c> (there
/// without what lies inside the homes): path, mode, owner, and for a file the SHA-256 of its content.
/// </param>
/// <param name="Processes">All but those of the snapshot itself; empty while the server is powered off.</param>
public sealed record ServerSnapshot(
    string Passwd,
    string Group,
    string Shadow,
    string GShadow,
    IReadOnlyList<string> Files,
    IReadOnlyList<ServerProcess> Processes)
{
    private const string Mark = "=====snapshot=====";

    internal const string Script = $$"""
        for file in passwd group shadow gshadow; do cat /etc/$file; echo '{{Mark}}'; done
        { find /etc/ssh /etc/sudoers /etc/sudoers.d /var/lib/jitssh; find /home -maxdepth 1; } 2>/dev/null | LC_ALL=C sort | while IFS= read -r path; do
            hash=
            if [ -f "$path" ] && [ ! -L "$path" ]; then hash=" $(sha256sum <"$path" | cut -d' ' -f1)"; fi
            [ ! -L "$path" ] || hash=" -> $(readlink "$path")"
            echo "$path $(stat -c '%A %U:%G' "$path")$hash"
        done
        echo '{{Mark}}'
        [ ! -e /proc/self ] || ps -e -o uid=,pid=,ppid=,args= | awk -v me=$$ '$2 != me && $3 != me && $3 != 0 || $2 == 1'
        """;

    /// <summary>What differs, a line each: <c>- /etc/group: …</c> for what is gone, <c>+ …</c> for what is new.</summary>
    public IReadOnlyList<string> DifferencesTo(ServerSnapshot later) =>
    [
        .. Lines("/etc/passwd", Passwd, later.Passwd),
        .. Lines("/etc/group", Group, later.Group),
        .. Lines("/etc/shadow", Shadow, later.Shadow),
        .. Lines("/etc/gshadow", GShadow, later.GShadow),
        .. Differences("file", Files, later.Files),
        .. Differences("process", Processes.Select(Describe), later.Processes.Select(Describe)),
    ];

    internal static ServerSnapshot Parse(string output)
    {
        var parts = output.Split(Mark + "\n");
        return new ServerSnapshot(
            parts[0],
            parts[1],
            parts[2],
            parts[3],
            parts[4].Split('\n', StringSplitOptions.RemoveEmptyEntries),
            [.. parts[5].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseProcess)]);
    }

    private static ServerProcess ParseProcess(string line)
    {
        var fields = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
        return new ServerProcess(int.Parse(fields[0]), int.Parse(fields[1]), fields[3].TrimStart());
    }

    // Without the number: a process that was started again is not a difference.
    private static string Describe(ServerProcess process) => $"uid {process.Uid} {process.Arguments}";

    private static IEnumerable<string> Lines(string name, string before, string after) =>
        Differences(name, before.Split('\n'), after.Split('\n'));

    private static IEnumerable<string> Differences(string name, IEnumerable<string> before, IEnumerable<string> after) =>
        before.Except(after, StringComparer.Ordinal).Select(line => $"- {name}: {line}")
            .Concat(after.Except(before, StringComparer.Ordinal).Select(line => $"+ {name}: {line}"));
}
