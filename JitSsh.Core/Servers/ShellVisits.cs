using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Visits by the connector in this very process.</summary>
public sealed class ShellVisits(IServerShell shell, TimeProvider clock) : IServerVisits
{
    /// <inheritdoc/>
    public async Task<CheckVisit> CheckAsync(ConnectorId connector, ShellTarget target, IReadOnlyList<(string Account, string? Group)> probes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(target);
        var connected = await shell.ConnectAsync(target, cancel);
        if (!connected.IsOk)
        {
            return new(connected.Failure, false, connected.Text, TimeSpan.Zero);
        }

        var askedAt = clock.GetUtcNow();
        var ran = await shell.RunAsync(target, ServerScript.Check(target.LoginUser, askedAt, probes), cancel);
        return new(ran.Failure, true, ran.Text, clock.GetUtcNow() - askedAt);
    }

    /// <inheritdoc/>
    public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanAsync(ConnectorId connector, HostAddress address, ShellTarget? jump, CancellationToken cancel) =>
        shell.ScanHostKeysAsync(address, jump, cancel);
}
