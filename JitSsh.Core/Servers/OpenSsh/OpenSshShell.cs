using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>Drives the OpenSSH client: one kept connection per server, one agent per key, pinned host keys, nothing from a person in an argument.</summary>
internal sealed partial class OpenSshShell : IServerShell, IAsyncDisposable
{
    private static readonly TimeSpan WaitsAtMost = TimeSpan.FromSeconds(30);

    private readonly OpenSshOptions options;
    private readonly LoginKeys keys;
    private readonly ConcurrentDictionary<string, string?> connections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WaitingShell> waiting = new(StringComparer.Ordinal);
    private readonly Lazy<string> directory;

    public OpenSshShell(ReadSecret secrets, IOptions<OpenSshOptions> options, IOptions<SecretOptions> secretOptions, TimeProvider clock)
    {
        this.options = options.Value;
        directory = new(() => MakeDirectory(this.options.RuntimeDirectory));
        keys = new(secrets, secretOptions.Value.AskAgainAfter, clock, () => directory.Value);
    }

    /// <param name="target">Where.</param>
    /// <param name="isWay">True when it is only the way to another server: nothing is run on it, and it may well have no sudo.</param>
    /// <param name="cancel">Stops it.</param>
    private async Task<ShellResult> ConnectOneAsync(ShellTarget target, bool isWay, CancellationToken cancel)
    {
        if (target.HostKeys.Count == 0)
        {
            return new(ShellFailure.HostKeyUnknown, "Nobody has accepted this server's host key.");
        }

        var (key, problem) = await keys.GetAsync(target.LoginKey, askNow: false, cancel);
        if (key is null)
        {
            return new(ShellFailure.SecretUnavailable, problem!);
        }

        var control = SshArguments.ControlPath(target, directory.Value);
        if (File.Exists(control))
        {
            return new(null, "", connections.GetValueOrDefault(control));
        }

        await File.WriteAllLinesAsync(SshArguments.KnownHostsPath(target, directory.Value), target.HostKeys.Select(k => $"{target.ServerId} {k.Line}"), cancel);
        var connected = await LogInAsync(target, key.Current, isWay, cancel);
        string? note = null;
        if (connected.Failure == ShellFailure.AuthenticationFailed)
        {
            (connected, note) = await LogInOtherwiseAsync(target, key, connected, isWay, cancel);
        }

        if (connected.IsOk)
        {
            connections[control] = note;
        }

        return connected with { Note = note };
    }

    public Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel) =>
        RunAsync(target, SshArguments.AsRoot, input, cancel);

    public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) =>
        RunAsync(target, SshArguments.AsLoginUser, input, cancel);

    public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => gates.AloneAsync(SshArguments.NameOf(target), async () =>
    {
        await EndAsync(SshArguments.ControlPath(target, directory.Value), SshArguments.Stop, cancel);
        return true;
    }, cancel);

    public async Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel)
    {
        if (jump is not null)
        {
            return await ScanThroughAsync(address, jump, cancel);
        }

        if (await SshFailures.ReachAsync(address, options.ConnectTimeout, cancel) is { } unreachable)
        {
            return (unreachable.Failure, unreachable.Text, []);
        }

        var keys = await KeyScanAsync(address.Host, address.Port, cancel);
        return keys.Count > 0 ? (null, "", keys) : (ShellFailure.Refused, $"{address} showed no host key that can be used.", []);
    }

    private async Task<IReadOnlyList<HostKey>> KeyScanAsync(string host, int port, CancellationToken cancel)
    {
        var seconds = ((int)options.ConnectTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await ToolProcess.RunAsync("ssh-keyscan", ["-T", seconds, "-p", port.ToString(CultureInfo.InvariantCulture), "--", host], default, options.ConnectTimeout * 3, cancel);
        return HostKey.ReadLines(string.Join('\n', result.Output.Split('\n').Where(l => !l.StartsWith('#') && l.Contains(' ', StringComparison.Ordinal)).Select(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..])));
    }

    /// <summary>Ends every agent and every kept connection.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var control in waiting.Keys.Union(connections.Keys, StringComparer.Ordinal))
        {
            await ExitAsync(control, CancellationToken.None);
        }

        keys.Dispose();
        if (directory.IsValueCreated)
        {
            Directory.Delete(directory.Value, recursive: true);
        }
    }

    private async Task<ShellResult> RunAsync(ShellTarget target, IReadOnlyList<string> command, string input, CancellationToken cancel)
    {
        if (keys.Find(target.LoginKey) is not { } key)
        {
            return new(ShellFailure.SecretUnavailable, "There is no connection.");
        }

        var bytes = Encoding.ASCII.GetBytes(input);
        var result = command == SshArguments.AsRoot && waiting.TryRemove(SshArguments.ControlPath(target, directory.Value), out var shell)
            ? await shell.RunAsync(bytes, options.RunTimeout, cancel)
            : await ToolProcess.RunAsync("ssh", SshArguments.Run(target, directory.Value, key.Current.Socket, options, command), bytes, options.RunTimeout, cancel);
        if (result.TimedOut || result.ExitCode == 255)
        {
            // Whatever was wrong with the kept connection, the next attempt makes a new one.
            await ExitAsync(SshArguments.ControlPath(target, directory.Value), cancel);
            return SshFailures.OfSsh(result, target.Address);
        }

        return result.Output.Contains("jitssh 1", StringComparison.Ordinal) ? new(null, result.Output) : SshFailures.OfCommand(result, target);
    }

    private async Task<ShellResult> LogInAsync(ShellTarget target, SshAgent agent, bool isWay, CancellationToken cancel)
    {
        var limit = options.ConnectTimeout + TimeSpan.FromSeconds(4);
        ToolResult result;
        if (isWay)
        {
            result = await ToolProcess.RunAsync("ssh", SshArguments.Connect(target, directory.Value, agent.Socket, options), default, limit, cancel);
        }
        else
        {
            var control = SshArguments.ControlPath(target, directory.Value);
            var (shell, instead) = await WaitingShell.StartAsync(SshArguments.ConnectAndRun(target, directory.Value, agent.Socket, options, SshArguments.AsRoot), control, limit, cancel);
            if (shell is not null)
            {
                KeepForAWhile(control, shell);
                return new(null, "");
            }

            result = instead!;
        }

        // Any other code than ssh's own is that of sudo or the shell: the login went well, and what is run next says what did not.
        if (result is { TimedOut: false, ExitCode: not 255 })
        {
            return new(null, "");
        }

        // Only now: to a server that answers, every connection that is opened to look costs a process of its sshd.
        var failed = SshFailures.OfSsh(result, target.Address);
        return SshFailures.SaysEnough(failed) ? failed
            : (target.Jump is { } jump ? await AskAsync(jump, target.Address, cancel) : await SshFailures.ReachAsync(target.Address, options.ConnectTimeout, cancel)) ?? failed;
    }

    /// <summary>The server refuses the key. The store may hold another one by now; and where it has just been changed, the server may still take the earlier one.</summary>
    private async Task<(ShellResult Result, string? Note)> LogInOtherwiseAsync(ShellTarget target, LoginKey refused, ShellResult failed, bool isWay, CancellationToken cancel)
    {
        var (key, problem) = await keys.GetAsync(target.LoginKey, askNow: true, cancel);
        if (key is null)
        {
            return (new(ShellFailure.SecretUnavailable, problem!), null);
        }

        if (key.Current != refused.Current)
        {
            var again = await LogInAsync(target, key.Current, isWay, cancel);
            if (again.Failure != ShellFailure.AuthenticationFailed)
            {
                return (again, null);
            }
        }

        return key.Earlier is { IsAlive: true } earlier && await LogInAsync(target, earlier, isWay, cancel) is { IsOk: true } old
            ? (old, $"The key in {target.LoginKey} was changed on {key.ChangedAt:yyyy-MM-dd HH:mm} UTC and this server does not take it; the earlier one still works, until the connector is started anew. Let the new public key in for {target.LoginUser}, or rotate the key in JitSsh.")
            : (failed, null);
    }

    /// <summary>Who connects mostly runs something at once. A shell that nobody takes is ended; the connection stays.</summary>
    private void KeepForAWhile(string control, WaitingShell shell)
    {
        waiting[control] = shell;
        _ = Task.Run(async () =>
        {
            await Task.Delay(WaitsAtMost);
            if (waiting.TryRemove(new(control, shell)))
            {
                shell.Dispose();
            }
        });
    }

    private Task ExitAsync(string control, CancellationToken cancel) => EndAsync(control, SshArguments.Exit, cancel);

    private async Task EndAsync(string control, Func<string, IEnumerable<string>> how, CancellationToken cancel)
    {
        connections.TryRemove(control, out _);
        if (waiting.TryRemove(control, out var shell))
        {
            shell.Dispose();
        }

        if (File.Exists(control))
        {
            await ToolProcess.RunAsync("ssh", how(control), default, TimeSpan.FromSeconds(5), cancel);
            File.Delete(control);
        }
    }

    private static string MakeDirectory(string configured) => Directory.CreateDirectory(
        Path.Combine(configured.Length == 0 ? Path.GetTempPath() : configured, $"jitssh-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
}
