using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>The argument list of ssh. Everything in it is constant, made by the connector, or of a type that holds legal characters only.</summary>
internal static class SshArguments
{
    /// <summary>The remote command, one of two that never change. What is to be done comes on standard input.</summary>
    public static readonly IReadOnlyList<string> AsRoot = ["sudo", "-n", "/bin/sh", "-s"];

    /// <summary>The other: what concerns the login user's own home is done without root's rights.</summary>
    public static readonly IReadOnlyList<string> AsLoginUser = ["/bin/sh", "-s"];

    /// <summary>A name for the connection that changes with anything it depends on, so that a kept one is never used for something else.</summary>
    public static string NameOf(ShellTarget target) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [target.ServerId.ToString(), target.Address.ToString(), target.LoginUser, JsonSerializer.Serialize(target.LoginKey), .. target.HostKeys.Select(k => k.Line), target.Jump is { } jump ? NameOf(jump) : ""]))))[..20];

    /// <summary>Logs in and stays in the background as the master of this connection.</summary>
    public static IEnumerable<string> Connect(ShellTarget target, string directory, string agentSocket, OpenSshOptions options) =>
    [
        .. Common(target, directory, agentSocket, options),
        "-o", "ControlMaster=yes",
        "-o", $"ControlPersist={(int)options.KeepConnection.TotalSeconds}",
        "-f", "-N", "--", target.Address.Host,
    ];

    /// <summary>Logs in, leaves the master of this connection in the background (ssh_config(5), ControlPersist), and runs the first command over it.</summary>
    public static IEnumerable<string> ConnectAndRun(ShellTarget target, string directory, string agentSocket, OpenSshOptions options, IEnumerable<string> command) =>
    [
        .. Common(target, directory, agentSocket, options),
        "-o", "ControlMaster=yes",
        "-o", $"ControlPersist={(int)options.KeepConnection.TotalSeconds}",
        "--", target.Address.Host, .. command,
    ];

    /// <summary>Runs one of the constant commands over the kept connection.</summary>
    public static IEnumerable<string> Run(ShellTarget target, string directory, string agentSocket, OpenSshOptions options, IEnumerable<string> command) =>
        [.. Common(target, directory, agentSocket, options), "-o", "ControlMaster=no", "--", target.Address.Host, .. command];

    /// <summary>Ends the kept connection.</summary>
    public static IEnumerable<string> Exit(string controlPath) => ["-F", "none", "-o", $"ControlPath={controlPath}", "-O", "exit", "--", "none"];

    /// <summary>Closes the kept connection to whoever comes next; what runs over it goes on to its end, and then it ends.</summary>
    public static IEnumerable<string> Stop(string controlPath) => ["-F", "none", "-o", $"ControlPath={controlPath}", "-O", "stop", "--", "none"];

    public static string ControlPath(ShellTarget target, string directory) => Path.Combine(directory, $"c{NameOf(target)}");

    public static string KnownHostsPath(ShellTarget target, string directory) => Path.Combine(directory, $"k{NameOf(target)}");

    private static IEnumerable<string> Common(ShellTarget target, string directory, string agentSocket, OpenSshOptions options) =>
        ["-F", "none", "-T", "-l", target.LoginUser, "-p", target.Address.Port.ToString(CultureInfo.InvariantCulture), .. Settings(target, directory, agentSocket, options).SelectMany(s => new[] { "-o", s })];

    /// <summary>What every connection to this server is made with, as <c>name=value</c>.</summary>
    public static IEnumerable<string> Settings(ShellTarget target, string directory, string agentSocket, OpenSshOptions options)
    {
        string[] settings =
        [
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            $"HostKeyAlias={target.ServerId}",
            $"UserKnownHostsFile={KnownHostsPath(target, directory)}",
            "GlobalKnownHostsFile=/dev/null",
            "UpdateHostKeys=no",
            "VerifyHostKeyDNS=no",
            "PreferredAuthentications=publickey",
            "IdentityFile=none",
            $"IdentityAgent={agentSocket}",
            "ForwardAgent=no",
            "ForwardX11=no",
            "ClearAllForwardings=yes",
            "RequestTTY=no",
            "LogLevel=ERROR",
            $"ConnectTimeout={(int)Math.Ceiling(options.ConnectTimeout.TotalSeconds)}",
            "ServerAliveInterval=5",
            "ServerAliveCountMax=2",
            $"ControlPath={ControlPath(target, directory)}",
        ];
        if (options.KeyExchange.Length > 0)
        {
            settings = [.. settings, $"KexAlgorithms={options.KeyExchange}"];
        }

        return target.Jump is { } jump ? [.. settings, JumpFile.Setting(jump, directory, target.Address)] : settings;
    }
}
