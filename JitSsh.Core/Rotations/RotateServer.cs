using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Rotations;

/// <summary>
/// A rotation's work on one server. Every step may be repeated: the line is added through the old key, a login with the new key is seen to work, and only then, and through the new key, the old line is
/// removed. At no moment is there a server that takes neither.
/// </summary>
internal sealed class RotateServer(IServerStore servers, IServerShell shell)
{
    /// <summary>Lets the new key in. Why it could not, or null.</summary>
    public async Task<string?> AddAsync(KeyRotation rotation, Integration integration, ServerId id, CancellationToken cancel)
    {
        var (target, problem) = await TargetAsync(integration, id, cancel);
        if (target is null)
        {
            return problem;
        }

        var (old, fresh) = (target with { LoginKey = rotation.OldKey }, target with { LoginKey = rotation.NewKey });
        var added = await RunAsync(old, AuthorizedKeysScript.Add(rotation.NewPublicKey, rotation.OldPublicKey), cancel);
        if (added is null)
        {
            return await LogsInAsync(fresh, cancel) is not { Failure: { } why } failed ? null
                : $"The new line was written to authorized_keys, and a login with the new key fails: {failed.Text} {(why == ShellFailure.AuthenticationFailed ? "See what sshd says of it (journalctl -u ssh): it may not take this type of key, or read another file." : ShellFailureAdvice.For(why))}";
        }

        // An admin may have put the line there by hand, or an earlier attempt came this far.
        return await LogsInAsync(fresh, cancel) is { IsOk: true } ? null : added;
    }

    /// <summary>Removes the old key, through the new one. Why it could not, or null.</summary>
    public async Task<string?> RemoveOldAsync(KeyRotation rotation, Integration integration, ServerId id, CancellationToken cancel)
    {
        var (target, problem) = await TargetAsync(integration, id, cancel);
        if (target is null)
        {
            return problem;
        }

        var (old, fresh) = (target with { LoginKey = rotation.OldKey }, target with { LoginKey = rotation.NewKey });
        if (await LogsInAsync(fresh, cancel) is { Failure: { } why } failed)
        {
            return $"The old key was left: a login with the new one fails. {failed.Text} {ShellFailureAdvice.For(why)}";
        }

        if (await RunAsync(fresh, AuthorizedKeysScript.Remove(rotation.OldPublicKey, rotation.NewPublicKey), cancel) is { } refused)
        {
            return refused;
        }

        var still = await LogsInAsync(old, cancel);
        await shell.DisconnectAsync(old, cancel);
        return still.IsOk
            ? "The old line is gone from authorized_keys, and the server still takes the old key: it is let in elsewhere too (AuthorizedKeysFile, AuthorizedKeysCommand, another account's file). Remove it there, and try again."
            : null;
    }

    /// <summary>Removes the new key again, through the old one. Why it could not, or null.</summary>
    public async Task<string?> UndoAsync(KeyRotation rotation, Integration integration, ServerId id, CancellationToken cancel)
    {
        var (target, problem) = await TargetAsync(integration, id, cancel);
        if (target is null)
        {
            return problem;
        }

        await shell.DisconnectAsync(target with { LoginKey = rotation.NewKey }, cancel);
        return await RunAsync(target with { LoginKey = rotation.OldKey }, AuthorizedKeysScript.Remove(rotation.NewPublicKey, rotation.OldPublicKey), cancel);
    }

    /// <summary>A connection that is kept proves nothing about what sshd takes now.</summary>
    private async Task<ShellResult> LogsInAsync(ShellTarget target, CancellationToken cancel)
    {
        await shell.DisconnectAsync(target, cancel);
        var result = await shell.ConnectAsync(target, cancel);
        return result.Note is { } note ? new(ShellFailure.AuthenticationFailed, note) : result;
    }

    private async Task<string?> RunAsync(ShellTarget target, string script, CancellationToken cancel)
    {
        var connected = await shell.ConnectAsync(target, cancel);
        if (connected.Failure is { } why)
        {
            return $"{connected.Text} {ShellFailureAdvice.For(why)}";
        }

        var ran = await shell.RunAsLoginUserAsync(target, script, cancel);
        return ran.Failure is { } failure ? $"{ran.Text} {ShellFailureAdvice.For(failure)}" : AuthorizedKeysScript.ProblemIn(ran.Text);
    }

    private async Task<(ShellTarget? Target, string? Problem)> TargetAsync(Integration integration, ServerId id, CancellationToken cancel)
    {
        if (await servers.FindAsync(id, cancel) is not { } server)
        {
            return (null, "This server is not there any more.");
        }

        // A jump server on the way is logged in to with the key in use, whichever that is: it is rotated by itself.
        var route = await ServerRoute.ToAsync(server, integration, hop => servers.FindAsync(hop, cancel));
        return (route.Target, route.Failure is { } failure ? $"{route.Text} {ShellFailureAdvice.For(failure)}" : null);
    }
}
