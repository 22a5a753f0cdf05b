namespace JitSsh.Tests.Core.Servers.KillMatrix;

/// <summary>Whose account the access was on.</summary>
public enum AccountKind
{
    /// <summary>JitSsh made it, and its last grant ends: everything of it dies.</summary>
    Made,

    /// <summary>It was there before, and one grant on it ends: what that grant's sessions started dies, and nothing else.</summary>
    Used,
}

/// <summary>A way to have something running on a server when access ends.</summary>
/// <param name="Name">What a failing row shows.</param>
/// <param name="Command">What runs there; <c>MARK</c> is a number by which it is found again.</param>
/// <param name="Stays">Whether the connection is still open when access ends; else the person has logged out by then.</param>
/// <param name="NeedsSystemd">Whether it takes logind and a user manager.</param>
/// <param name="Options">For the ssh client.</param>
internal sealed record Running(string Name, string Command, bool Stays = false, bool NeedsSystemd = false, params string[] Options)
{
    private const string Away = "</dev/null >/dev/null 2>&1";

    public static readonly IReadOnlyList<Running> All =
    [
        new("shell", "sleep MARK", Stays: true, Options: "-tt"),
        new("command", "sleep MARK", Stays: true),
        new("nohup", $"nohup sleep MARK {Away} &"),
        new("setsid", $"setsid sleep MARK {Away} &"),
        new("setsid, connection open", $"setsid sleep MARK {Away} & sleep 50000", Stays: true),
        new("setsid, clean environment", $"setsid env -i sleep MARK {Away} &"),
        new("setsid, clean environment, connection open", $"setsid env -i sleep MARK {Away} & sleep 50000", Stays: true),
        new("sudo", $"sudo -n setsid sleep MARK {Away} &"),
        new("sudo, clean environment", $"sudo -n env -i setsid -f sleep MARK {Away}"),
        new("sudo, clean environment, connection open", $"sudo -n env -i setsid -f sleep MARK {Away}; sleep 50000", Stays: true),
        new("tmux", "tmux -L MARK new-session -d 'sleep MARK'"),
        new("user unit", "systemd-run --user -q sleep MARK; sleep 50000", Stays: true, NeedsSystemd: true),
        new("lingering user unit", "sudo -n loginctl enable-linger $USER; systemd-run --user -q sleep MARK", NeedsSystemd: true),
    ];
}
