using System.Globalization;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>
/// How ssh reaches a server through another one. The jump server's settings stand in a file of their own, so that what ssh hands to a shell as ProxyCommand is one
/// constant line with three values in it: the path of that file, which the connector made, and the host and port, which hold legal characters only.
/// </summary>
internal static class JumpFile
{
    private const string Alias = "jump";

    /// <summary>Writes the file for a jump server, which must have a connection. <paramref name="common"/> are the settings that a connection to it has.</summary>
    public static async Task WriteAsync(ShellTarget jump, string directory, IEnumerable<string> common, CancellationToken cancel)
    {
        DemandPlain(directory);
        string[] lines =
        [
            $"Host {Alias}",
            $"HostName {jump.Address.Host}",
            $"Port {jump.Address.Port.ToString(CultureInfo.InvariantCulture)}",
            $"User {jump.LoginUser}",

            // What it says would stand between the words of the ssh that goes through it, and be taken for the server's behind it. The first value counts.
            "LogLevel QUIET",
            .. common,
            "ControlMaster no",
        ];

        // In one step: others may be reading it.
        var draft = $"{PathOf(jump, directory)}.{Guid.NewGuid():N}";
        await File.WriteAllLinesAsync(draft, lines, cancel);
        File.Move(draft, PathOf(jump, directory), overwrite: true);
    }

    /// <summary>The setting that sends a connection to this address through the jump server.</summary>
    public static string Setting(ShellTarget jump, string directory, HostAddress address)
    {
        DemandPlain(directory);
        return $"ProxyCommand=ssh -F {PathOf(jump, directory)} -W '{address}' {Alias}";
    }

    /// <summary>Arguments of an ssh that joins its standard input and output with this address, seen from the jump server.</summary>
    public static IEnumerable<string> Through(ShellTarget jump, string directory, HostAddress address) => ["-F", PathOf(jump, directory), "-W", address.ToString(), "--", Alias];

    /// <summary>The same over a connection of its own, which says why it cannot: a kept one does not.</summary>
    public static IEnumerable<string> Ask(ShellTarget jump, string directory, HostAddress address) =>
        ["-F", PathOf(jump, directory), "-o", "ControlPath=none", "-o", "LogLevel=INFO", "-W", address.ToString(), "--", Alias];

    private static string PathOf(ShellTarget jump, string directory) => Path.Combine(directory, $"j{SshArguments.NameOf(jump)}");

    private static void DemandPlain(string directory)
    {
        if (!directory.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-'))
        {
            throw new InvalidOperationException($"Jump servers need a JitSsh:OpenSsh:RuntimeDirectory of letters, digits and /._- only; it is {directory}.");
        }
    }
}
