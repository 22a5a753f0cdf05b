using JitSsh.Core.Common;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>Servers behind other servers.</summary>
internal sealed partial class OpenSshShell
{
    private readonly Gates gates = new();

    /// <summary>The jump servers first, the outermost before all; each connection is kept, and many servers share it.</summary>
    public Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel) => ConnectAsync(target, isWay: false, cancel);

    private async Task<ShellResult> ConnectAsync(ShellTarget target, bool isWay, CancellationToken cancel) =>
        target.Jump is { } jump && await ConnectJumpAsync(jump, cancel) is { } noWay
            ? noWay
            : await gates.AloneAsync(SshArguments.NameOf(target), () => ConnectOneAsync(target, isWay, cancel), cancel);

    private async Task<ShellResult?> ConnectJumpAsync(ShellTarget jump, CancellationToken cancel)
    {
        var connected = await ConnectAsync(jump, isWay: true, cancel);
        if (!connected.IsOk)
        {
            return SshFailures.ThroughJump(jump.Address, connected);
        }

        if (keys.Find(jump.LoginKey) is not { } key)
        {
            return new(ShellFailure.SecretUnavailable, "There is no connection.");
        }

        await JumpFile.WriteAsync(jump, directory.Value, SshArguments.Settings(jump, directory.Value, key.Current.Socket, options), cancel);
        return null;
    }

    /// <summary>Why the server cannot be reached from the jump server; null when it can.</summary>
    private async Task<ShellResult?> AskAsync(ShellTarget jump, HostAddress address, CancellationToken cancel) => SshFailures.OfJump(
        await ToolProcess.RunAsync("ssh", JumpFile.Ask(jump, directory.Value, address), default, options.ConnectTimeout + TimeSpan.FromSeconds(4), cancel), jump.Address, address);

    private async Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanThroughAsync(HostAddress address, ShellTarget jump, CancellationToken cancel)
    {
        if (await ConnectJumpAsync(jump, cancel) is { } noWay)
        {
            return (noWay.Failure, noWay.Text, []);
        }

        // First whether there is a way: ssh-keyscan would only be silent.
        if (await AskAsync(jump, address, cancel) is { } unreachable)
        {
            return (unreachable.Failure, unreachable.Text, []);
        }

        await using var relay = new PortRelay(() => ToolProcess.Start("ssh", JumpFile.Through(jump, directory.Value, address)));
        var keys = await KeyScanAsync("127.0.0.1", relay.Port, cancel);
        return keys.Count > 0 ? (null, "", keys) : (ShellFailure.Refused, $"{address} showed no host key that can be used.", []);
    }
}
