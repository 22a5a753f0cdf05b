using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Servers;

/// <summary>How to reach a server: everything an adapter needs, and nothing that a person typed unchecked.</summary>
/// <param name="ServerId">The server; also its host key alias.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="LoginUser">The user with sudo; well formed (<see cref="LinuxName"/>).</param>
/// <param name="LoginKey">That user's private key, read at use.</param>
/// <param name="HostKeys">The accepted host keys; never empty for a connection.</param>
/// <param name="Jump">The server through which it is reached, with its own accepted host keys; null for none.</param>
public sealed record ShellTarget(ServerId ServerId, HostAddress Address, string LoginUser, SecretRef LoginKey, IReadOnlyList<HostKey> HostKeys, ShellTarget? Jump = null);

/// <summary>What came of a remote step.</summary>
/// <param name="Failure">Why it failed; null when it went well.</param>
/// <param name="Text">What was said: standard output when it went well, a sentence when it failed.</param>
/// <param name="Note">What went well and not as it should, as a sentence: the server takes only an earlier key; null when all is well.</param>
public sealed record ShellResult(ShellFailure? Failure, string Text, string? Note = null)
{
    /// <summary>True when it went well.</summary>
    public bool IsOk => Failure is null;
}

/// <summary>The one port through which JitSsh touches servers.</summary>
public interface IServerShell
{
    /// <summary>Makes sure there is a connection that is logged in, and keeps it for the next call. Nothing is done on the server; a shell of root's may have been begun there that waits for <see cref="RunAsync"/>.</summary>
    Task<ShellResult> ConnectAsync(ShellTarget target, CancellationToken cancel);

    /// <summary>Runs the constant command <c>sudo -n /bin/sh -s</c> with this text on standard input: one round trip over the kept connection. Standard output is at most 1 MiB.</summary>
    Task<ShellResult> RunAsync(ShellTarget target, string input, CancellationToken cancel);

    /// <summary>The same as the login user, without sudo: <c>/bin/sh -s</c>. For what lies in that user's own home, where root must not write.</summary>
    Task<ShellResult> RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel);

    /// <summary>Gives up the kept connection, so that the next one logs in anew. What runs over it at the moment, for whomever, goes on to its end.</summary>
    Task DisconnectAsync(ShellTarget target, CancellationToken cancel);

    /// <summary>The host keys the server shows, without logging in and without trusting them.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="jump">The server through which it is reached, which is logged in to with its accepted host keys; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel);
}
