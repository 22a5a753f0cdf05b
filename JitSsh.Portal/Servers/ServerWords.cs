using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Portal.Servers;

/// <summary>What is said of a server in more than one place.</summary>
internal static class ServerWords
{
    /// <summary>Address, and the port where it is not SSH's own.</summary>
    public static string Address(Server server) =>
        server.Host is not { } host ? "–"
        : server.Port == 22 ? host
        : HostAddress.TryCreate(host, server.Port, out var address, out _) ? address!.ToString()
        : host;

    /// <summary>What ends access on it by itself, as a sentence.</summary>
    /// <param name="timer">As the server told it.</param>
    public static string EndsBy(string? timer) => timer switch
    {
        "systemd" => "A systemd timer on the server ends access on time by itself, also after a restart, with nobody connected.",
        "cron" => "A sleeping process on the server, which cron starts again if it is gone, ends access on time by itself, with nobody connected.",
        "sleeper" => "A sleeping process on the server ends access on time by itself. Nothing starts it again if it is killed or the server restarts; then the connector does it.",
        _ => "Nothing on the server ends access by itself yet. New logins stop on time; open sessions end when the connector reaches the server.",
    };

    /// <summary>How it stands with the host key, short.</summary>
    public static string HostKey(Server server) => server.Health switch
    {
        ServerHealth.HostKeyChanged => "changed",
        _ when server.HostKeys.Length > 0 => "accepted",
        _ when server.OfferedHostKeys is not null => "to accept",
        _ => "not read yet",
    };

    /// <summary>What an admin does about the state it is in; null when nothing needs to be done.</summary>
    public static string? WhatToDo(Server server) => server.Health switch
    {
        ServerHealth.Ready => null,
        ServerHealth.SwitchedOff => $"Azure says that it is {server.PowerState!.ToLowerInvariant()}. Start it; access that was approved begins when it runs.",
        ServerHealth.NotTested => "JitSsh has not been on it yet. Check it now.",
        ServerHealth.HostKeyUnknown => ShellFailureAdvice.For(ShellFailure.HostKeyUnknown),
        ServerHealth.HostKeyChanged => ShellFailureAdvice.For(ShellFailure.HostKeyChanged),
        ServerHealth.NoAddress => $"{server.AddressProblem} {ShellFailureAdvice.For(ShellFailure.NoAddress)}".Trim(),
        ServerHealth.NotSeen => "The last discovery did not find it: it was deleted, or the integration's settings leave it out now. If it should be there, look at the integration.",
        _ => server.Failure is { } failure ? ShellFailureAdvice.For(failure) : null,
    };
}
