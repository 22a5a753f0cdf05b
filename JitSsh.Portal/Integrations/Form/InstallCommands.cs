using JitSsh.Core.Common;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>What an admin runs on a server once, so that the connector can work there. Every value is checked to hold nothing that a shell would read.</summary>
internal static class InstallCommands
{
    /// <summary>Makes the user, if it is not there, and lets the key in. The key file is written as that user, never as root.</summary>
    /// <exception cref="ArgumentException">The user is no Linux name, or the line no public key.</exception>
    public static string User(string user, string publicKeyLine)
    {
        Check(user);
        if (publicKeyLine.Split(' ') is not [var type, var base64] || !(type + base64).All(c => char.IsAsciiLetterOrDigit(c) || "-.@+/=".Contains(c, StringComparison.Ordinal)))
        {
            throw new ArgumentException("Not a public key line.", nameof(publicKeyLine));
        }

        return $"""
            id {user} >/dev/null 2>&1 || sudo useradd -m -s /bin/sh -p '*' {user}
            sudo -H -u {user} sh -c 'umask 077; mkdir -p ~/.ssh && echo "{publicKeyLine} jitssh" >> ~/.ssh/authorized_keys'
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Lets the user run sudo without a password. The line is checked before it is put in place: a wrong one would end sudo for everybody.</summary>
    /// <exception cref="ArgumentException">The user is no Linux name.</exception>
    public static string Sudo(string user)
    {
        Check(user);
        return $"""
            f=$(mktemp) && echo '{user} ALL=(ALL) NOPASSWD:ALL' > "$f" && sudo visudo -c -f "$f" \
              && sudo install -o root -g root -m 0440 "$f" /etc/sudoers.d/jitssh-{user} && sudo visudo -c; rm -f "$f"
            """.ReplaceLineEndings("\n");
    }

    private static void Check(string user)
    {
        if (!LinuxName.IsWellFormed(user))
        {
            throw new ArgumentException("Not a Linux name.", nameof(user));
        }
    }
}
