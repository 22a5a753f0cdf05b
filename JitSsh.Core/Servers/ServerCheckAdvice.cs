namespace JitSsh.Core.Servers;

/// <summary>What the checks of a server are called, and what an admin does when one of them is not fine.</summary>
public static class ServerCheckAdvice
{
    /// <summary>What was looked at, in words.</summary>
    public static string Title(string check) => check switch
    {
        "power" => "Power",
        "address" => "Address",
        "host-key" => "Host key",
        "connection" => "Connection and login",
        "sudo" => "sudo without a password",
        "tools" => "Commands the work needs",
        "openssh" => "OpenSSH version",
        "sshd-config" => "sshd's configuration",
        "include" => "Place for JitSsh's sshd settings",
        "pam" => "PAM",
        "init" => "Init system",
        "logind" => "Login sessions",
        "clock" => "Clock",
        "selinux" => "SELinux",
        "disk" => "Free disk space",
        "writable" => "Writable file systems",
        "allow-rules" => "sshd's allow and deny rules",
        "group" => "Linux group",
        "account" => "Linux account",
        _ => check,
    };

    /// <summary>True for a warning that is for an admin to know, and makes no difference to anybody's access.</summary>
    public static bool IsForAdmins(ServerCheck check) => check is { Result: "warn", Name: "logind" or "openssh" or "pam" or "selinux" };

    /// <summary>One or two sentences of advice; null when the text of the check says it all.</summary>
    public static string? For(ServerCheck check) => (check.Name, check.Result) switch
    {
        (_, "ok") => null,
        ("power", _) => "Start it. Access that was approved begins when it runs.",
        ("tools", _) => "Install the packages that hold these commands, then check again.",
        ("openssh", "fail") => "Update OpenSSH to 7.7 or later: without it a server cannot end access by itself.",
        ("openssh", _) => "Nothing needs to be done. From OpenSSH 9.1 the end is written in UTC, which a change of time zone cannot move.",
        ("sshd-config", _) => "Repair sshd's configuration until sshd -t says nothing. JitSsh changes nothing on a server whose sshd does not accept its own.",
        ("pam", "fail") => "Look why sshd -T fails on the server.",
        ("pam", _) => "UsePAM yes in sshd_config lets JitSsh tell sessions apart in every case.",
        ("logind", _) => "Nothing needs to be done. With systemd-logind the end of a session is surer.",
        ("clock", _) => "Let chrony or systemd-timesyncd set the clock: access ends by the server's own clock.",
        ("selinux", _) => "If a login is refused although all else is fine, look into the server's audit log (ausearch -m avc).",
        ("disk", "fail") => "Make room: accounts and trust lines cannot be written to a full disk.",
        ("disk", _) => "Make room before it is full: accounts and trust lines cannot be written to a full disk.",
        ("writable", _) => "Mount it writable: accounts, homes and trust lines are written there.",
        ("allow-rules", _) => "Let the group jitssh in: add it to AllowGroups in sshd_config, or take the rule that keeps these accounts out.",
        ("group", _) => "Make the group on the server (groupadd), or take it out of the integration's user groups.",
        ("account", "fail") => "Give this person another Linux name, or clear the name on the server.",
        ("account", _) => "It is used only if the integration allows existing accounts.",
        _ => null,
    };
}
