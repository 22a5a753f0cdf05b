using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>Drives the OpenSSH client: one kept connection per server, one agent per key, pinned host keys, nothing from a person in an argument.</summary>
internal sealed partial class OpenSshShell(ReadSecret secrets, IOptions<OpenSshOptions> options) : IServerShell, IAsyncDisposable
{
    private readonly ConcurrentDictionary<SecretRef, SshAgent> agents = new();
    private readonly SemaphoreSlim agentGate = new(1, 1);
    private readonly ConcurrentDictionary<string, byte> connections = new(StringComparer.Ordinal);
    private readonly Lazy<string> directory = new(() => MakeDirectory(options.Value.RuntimeDirectory));

    private async Task<ShellResult> ConnectOneAsync(ShellTarget target, CancellationToken cancel)
    {
        if (target.HostKeys.Count == 0)
        {
            return new(ShellFailure.HostKeyUnknown, "Nobody has accepted this server's host key.");
        }

        var (agent, problem) = await AgentAsync(target.LoginKey, cancel);
        if (agent is null)
        {
            return new(ShellFailure.SecretUnavailable, problem!);
        }

        var control = SshArguments.ControlPath(target, directory.Value);
        if (File.Exists(control))
        {
            return new(null, "");
        }

        await File.WriteAllLinesAsync(SshArguments.KnownHostsPath(target, directory.Value), target.HostKeys.Select(k => $"{target.ServerId} {k.Line}"), cancel);
        var result = await ToolProcess.RunAsync("ssh", SshArguments.Connect(target, directory.Value, agent.Socket, options.Value), default, options.Value.ConnectTimeout + TimeSpan.FromSeconds(4), cancel);
        if (result.ExitCode != 0)
        {
            // Only now: to a server that answers, every connection that is opened to look costs a process of its sshd.
            var failed = SshFailures.OfSsh(result, target.Address);
            return SshFailures.SaysEnough(failed) ? failed : target.Jump is { } jump ? await AskAsync(jump, target.Address, cancel) ?? failed : await SshFailures.ReachAsync(target.Address, options.Value.ConnectTimeout, cancel) ?? failed;
        }

        connections[control] = 0;
        return new(null, "");
    }

    public async Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel)
    {
        if (!agents.TryGetValue(target.LoginKey, out var agent))
        {
            return new(ShellFailure.SecretUnavailable, "There is no connection.");
        }

        var result = await ToolProcess.RunAsync("ssh", SshArguments.Run(target, directory.Value, agent.Socket, options.Value), Encoding.ASCII.GetBytes(input), options.Value.RunTimeout, cancel);
        if (result.TimedOut || result.ExitCode == 255)
        {
            // Whatever was wrong with the kept connection, the next attempt makes a new one.
            await ExitAsync(SshArguments.ControlPath(target, directory.Value), cancel);
            return SshFailures.OfSsh(result, target.Address);
        }

        return result.Output.Contains("jitssh 1", StringComparison.Ordinal) ? new(null, result.Output) : SshFailures.OfCommand(result, target);
    }

    public async Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel)
    {
        if (jump is not null)
        {
            return await ScanThroughAsync(address, jump, cancel);
        }

        if (await SshFailures.ReachAsync(address, options.Value.ConnectTimeout, cancel) is { } unreachable)
        {
            return (unreachable.Failure, unreachable.Text, []);
        }

        var keys = await KeyScanAsync(address.Host, address.Port, cancel);
        return keys.Count > 0 ? (null, "", keys) : (ShellFailure.Refused, $"{address} showed no host key that can be used.", []);
    }

    private async Task<IReadOnlyList<HostKey>> KeyScanAsync(string host, int port, CancellationToken cancel)
    {
        var seconds = ((int)options.Value.ConnectTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await ToolProcess.RunAsync("ssh-keyscan", ["-T", seconds, "-p", port.ToString(CultureInfo.InvariantCulture), "--", host], default, options.Value.ConnectTimeout * 3, cancel);
        return HostKey.ReadLines(string.Join('\n', result.Output.Split('\n').Where(l => !l.StartsWith('#') && l.Contains(' ', StringComparison.Ordinal)).Select(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..])));
    }

    /// <summary>Ends every agent and every kept connection.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var control in connections.Keys)
        {
            await ExitAsync(control, CancellationToken.None);
        }

        foreach (var agent in agents.Values)
        {
            agent.Dispose();
        }

        agentGate.Dispose();
        if (directory.IsValueCreated)
        {
            Directory.Delete(directory.Value, recursive: true);
        }
    }

    /// <summary>The agent that holds this key; made at its first use, and anew when the secret was replaced.</summary>
    private async Task<(SshAgent? Agent, string? Problem)> AgentAsync(SecretRef reference, CancellationToken cancel)
    {
        await agentGate.WaitAsync(cancel);
        try
        {
            var (read, problem) = await SshAgent.ReadKeyAsync(secrets, reference, cancel);
            using var key = read;
            if (key is null)
            {
                return (null, problem);
            }

            if (agents.TryGetValue(reference, out var agent))
            {
                if (agent.IsAlive && CryptographicOperations.FixedTimeEquals(agent.KeyHash, SHA256.HashData(key.Text.Span)))
                {
                    return (agent, null);
                }

                agents.TryRemove(reference, out _);
                agent.Dispose();
            }

            (agent, problem) = await SshAgent.StartAsync(directory.Value, key, cancel);
            return agent is null ? (null, problem) : (agents[reference] = agent, null);
        }
        finally
        {
            agentGate.Release();
        }
    }

    private async Task ExitAsync(string control, CancellationToken cancel)
    {
        connections.TryRemove(control, out _);
        if (File.Exists(control))
        {
            await ToolProcess.RunAsync("ssh", SshArguments.Exit(control), default, TimeSpan.FromSeconds(5), cancel);
            File.Delete(control);
        }
    }

    private static string MakeDirectory(string configured) => Directory.CreateDirectory(
        Path.Combine(configured.Length == 0 ? Path.GetTempPath() : configured, $"jitssh-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
