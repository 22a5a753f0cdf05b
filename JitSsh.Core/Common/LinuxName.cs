using System.Text.RegularExpressions;

namespace JitSsh.Core.Common;

/// <summary>
/// The rule for names of accounts and groups on servers: what shadow's useradd documents, and no more. It is checked here, when
/// the desired state is written out, and once more on the server, because useradd itself is no sanitiser.
/// </summary>
public static partial class LinuxName
{
    /// <summary>The longest name utmp and the tools agree on.</summary>
    public const int MaxLength = 31;

    /// <summary>Accounts that exist on servers for the system's own use and are never a person's.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "backup", "list", "irc", "gnats",
        "nobody", "sshd", "messagebus", "systemd-network", "systemd-resolve", "systemd-timesync", "syslog", "_apt", "adm", "shutdown",
        "halt", "operator", "ftp", "dbus", "polkitd", "chrony", "postfix", "www-data", "jitssh", "waagent", "omsagent", "azureuser",
    };

    /// <summary>True when the name has the form <c>^[a-z_][a-z0-9_-]{0,30}$</c>.</summary>
    public static bool IsWellFormed(string? name) => name is not null && Form().IsMatch(name);

    /// <summary>Why this cannot be a person's account, as a sentence; null when it can.</summary>
    public static string? ProblemWithAccount(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "Give a Linux name: the name of this person's account on servers.";
        }

        if (!IsWellFormed(name))
        {
            return "A Linux name starts with a lower-case letter or _, goes on with lower-case letters, digits, _ or -, and has at most 31 characters.";
        }

        return Reserved.Contains(name) ? $"'{name}' belongs to the system on most servers. Choose a name that is this person's alone." : null;
    }

    /// <summary>Why this cannot be a group, as a sentence; null when it can.</summary>
    public static string? ProblemWithGroup(string? name) => IsWellFormed(name)
        ? null
        : "A Linux group starts with a lower-case letter or _, goes on with lower-case letters, digits, _ or -, and has at most 31 characters.";

    [GeneratedRegex("^[a-z_][a-z0-9_-]{0,30}\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
