namespace JitSsh.Core.Grants;

/// <summary>What each kind of residue is, and what to do about it; the one place for these words.</summary>
public static class ResidueAdvice
{
    /// <summary>The kinds there are, as the protocol names them.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "planted-key", "linger", "user-unit", "crontab", "at-job", "process", "root-unit", "setuid-file", "files", "foreign-trust", "foreign-member",
    ];

    /// <summary>A few words.</summary>
    public static string Title(string kind) => kind switch
    {
        "planted-key" => "SSH key added",
        "linger" => "Lingering switched on",
        "user-unit" => "systemd unit in the home",
        "crontab" => "crontab",
        "at-job" => "at job",
        "process" => "Process still running",
        "root-unit" => "systemd service still running",
        "setuid-file" => "setuid or setgid file",
        "files" => "Files outside the home",
        "foreign-trust" => "Foreign file among the trust lines",
        "foreign-member" => "Foreign member of the group jitssh",
        _ => kind,
    };

    /// <summary>One sentence that says what it is.</summary>
    public static string What(string kind) => kind switch
    {
        "planted-key" => "A key that was not there before stands in the account's home, and lets its owner in whenever sshd reads it.",
        "linger" => "systemd keeps the account's own services running although nobody is logged in.",
        "user-unit" => "A systemd unit lies in the account's home and runs when the account has a session, or lingers.",
        "crontab" => "The account has a crontab, which goes on running when access is over.",
        "at-job" => "A job waits to be run as this account.",
        "process" => "A process of this account lives and could not be ended.",
        "root-unit" => "A service that was started while access lasted still runs, and not as this account, so nobody can be sure who started it.",
        "setuid-file" => "A program lies there that runs with this account's rights, whoever starts it.",
        "files" => "Files of this account lie outside its home, so the account is kept and its UID goes to nobody else.",
        "foreign-trust" => "A file that JitSsh did not write lies in /etc/ssh/jitssh, where sshd looks for whom to let in.",
        "foreign-member" => "An account that JitSsh did not put there is in the group jitssh, for which other sshd rules hold.",
        _ => "The server reports something that this version of JitSsh has no words for.",
    };

    /// <summary>One sentence that says what to do.</summary>
    public static string Do(string kind) => kind switch
    {
        "planted-key" => "Take the line out of the file, or accept it if the owner of the account may keep it.",
        "linger" => "Run: loginctl disable-linger ACCOUNT.",
        "user-unit" => "Read the unit and remove it, unless it belongs there.",
        "crontab" => "Read it (crontab -l -u ACCOUNT) and remove it (crontab -r -u ACCOUNT), unless it belongs there.",
        "at-job" => "Read it (at -c NUMBER) and remove it (atrm NUMBER).",
        "process" => "Find out why it does not end (often a hanging network file system), and restart the server if need be.",
        "root-unit" => "Look at it (systemctl status UNIT), and stop it if nobody needs it.",
        "setuid-file" => "Remove the file, or take the bits away (chmod u-s,g-s FILE).",
        "files" => "Remove them, or give them to another account (chown); then the account can be deleted.",
        "foreign-trust" => "Find out who put it there, and remove it.",
        "foreign-member" => "Find out who did it, and take the account out (gpasswd -d ACCOUNT jitssh).",
        _ => "Look at it on the server.",
    };
}
