using System.Collections.Concurrent;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Tests.Support;

/// <summary>Servers that take every key and do what a rotation asks, but for those that are down; it remembers how each was reached.</summary>
internal sealed class KeyShell : IServerShell
{
    /// <summary>Addresses at which nobody answers.</summary>
    public ConcurrentDictionary<string, bool> Down { get; } = new(StringComparer.Ordinal);

    /// <summary>The user and the address of every contact.</summary>
    public ConcurrentQueue<ShellTarget> Contacts { get; } = [];

    private readonly ConcurrentDictionary<(string Host, SecretRef Key), bool> removed = new();

    public Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel)
    {
        Contacts.Enqueue(target);
        return Task.FromResult(Down.ContainsKey(target.Address.Host) ? new ShellResult(ShellFailure.Timeout, $"{target.Address} did not answer in time.")
            : removed.ContainsKey((target.Address.Host, target.LoginKey)) ? new(ShellFailure.AuthenticationFailed, $"{target.Address} does not take the connector's key.")
            : new(null, ""));
    }

    public Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel) => Task.FromResult(new ShellResult(ShellFailure.ScriptFailed, "Nothing runs here."));

    public Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel)
    {
        if (input.Contains("\nmain remove ", StringComparison.Ordinal) && OldKey is { } old)
        {
            removed[(target.Address.Host, old)] = true;
        }

        return Task.FromResult(new ShellResult(null, "jitssh 1\nkey added\ndone\n"));
    }

    /// <summary>The key that a removal takes away.</summary>
    public SecretRef? OldKey { get; set; }

    public Task DisconnectAsync(ShellTarget target, CancellationToken cancel) => Task.CompletedTask;

    public Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel) => throw new NotSupportedException();
}
