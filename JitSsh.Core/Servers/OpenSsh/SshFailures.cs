using System.Net.Sockets;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>Tells failures apart.</summary>
internal static class SshFailures
{
    /// <summary>Opens and closes a TCP connection: tells exactly why a server cannot be reached. Null when it can.</summary>
    public static async Task<ShellResult?> ReachAsync(HostAddress address, TimeSpan limit, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(limit);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, timeout.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(ShellFailure.Timeout, $"{address} did not answer within {Durations.Words(limit)}.");
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused or SocketError.ConnectionReset => new(ShellFailure.Refused, $"Nothing listens on {address}."),
                SocketError.TimedOut => new(ShellFailure.Timeout, $"{address} did not answer."),
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => new(ShellFailure.NoRoute, $"The name {address.Host} cannot be resolved."),
                _ => new(ShellFailure.NoRoute, $"{address} cannot be reached ({e.SocketErrorCode})."),
            };
        }
    }

    /// <summary>Whether nothing more could be learnt by trying to reach the server: it answered, or it has been waited for already.</summary>
    public static bool SaysEnough(ShellResult failed) => failed.Failure is ShellFailure.HostKeyChanged or ShellFailure.AuthenticationFailed or ShellFailure.Timeout;

    /// <summary>Why ssh itself failed (exit status 255).</summary>
    public static ShellResult OfSsh(ToolResult result, HostAddress address)
    {
        if (result.TimedOut)
        {
            return new(ShellFailure.Timeout, $"{address} did not answer in time.");
        }

        var said = Words(result.Error);
        return result.Error switch
        {
            // Keys are pinned before anything connects, so a key that does not match them is a changed one, of whatever type.
            _ when Has("Host key verification failed") || Has("HOST IDENTIFICATION HAS CHANGED") || Has("no matching host key type") => new(ShellFailure.HostKeyChanged, $"{address} shows another host key than the accepted one."),
            _ when Has("Permission denied") || Has("Too many authentication failures") => new(ShellFailure.AuthenticationFailed, $"{address} does not take the connector's key."),
            _ when Has("Connection refused") => new(ShellFailure.Refused, $"Nothing listens on {address}."),
            _ when Has("timed out") || Has("not responding") => new(ShellFailure.Timeout, $"{address} did not answer in time."),
            _ when Has("No route to host") || Has("unreachable") || Has("Could not resolve") => new(ShellFailure.NoRoute, $"{address} cannot be reached."),
            _ when Has("Connection closed") || Has("Connection reset") || Has("Broken pipe") || Has("banner exchange") => new(ShellFailure.Refused, $"{address} closed the connection: {said}"),
            _ => new(ShellFailure.ScriptFailed, $"The connection to {address} failed: {said}"),
        };

        bool Has(string text) => result.Error.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why a jump server did not lead to the server behind it; null when it did.</summary>
    public static ShellResult? OfJump(ToolResult result, HostAddress jump, HostAddress address)
    {
        if (result.ExitCode == 0)
        {
            return null;
        }

        return result.Error switch
        {
            _ when result.TimedOut || Has("open failed: connect failed: Connection timed out") => new(ShellFailure.Timeout, $"{address} did not answer the jump server {jump} in time."),
            _ when Has("administratively prohibited") => new(ShellFailure.JumpFailed, $"The jump server {jump} forwards no connection to {address}: AllowTcpForwarding or PermitOpen in its sshd_config forbids it."),
            _ when Has("connect failed: Connection refused") => new(ShellFailure.Refused, $"Nothing listens on {address}, as the jump server {jump} sees it."),
            _ when Has("connect failed: Name or service not known") || Has("connect failed: Temporary failure in name resolution") || Has("connect failed: No address associated") =>
                new(ShellFailure.NoRoute, $"The jump server {jump} cannot resolve the name {address.Host}."),
            _ when Has("connect failed: ") => new(ShellFailure.NoRoute, $"The jump server {jump} cannot reach {address}."),
            _ => ThroughJump(jump, OfSsh(result, jump)),
        };

        bool Has(string text) => result.Error.Contains(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The same failure, as that of the server behind it: it must not be taken for the server's own.</summary>
    public static ShellResult ThroughJump(HostAddress jump, ShellResult failed) => failed.Failure is ShellFailure.JumpFailed or null
        ? failed
        : new(ShellFailure.JumpFailed, $"The jump server {jump} cannot be used: {failed.Text} {ShellFailureAdvice.For(failed.Failure.Value)}");

    /// <summary>Why the remote command did not even begin.</summary>
    public static ShellResult OfCommand(ToolResult result, ShellTarget target) =>
        result.Error.Contains("sudo", StringComparison.OrdinalIgnoreCase)
            ? new(ShellFailure.SudoDenied, $"{target.LoginUser} may not run sudo on {target.Address}: {Words(result.Error)}")
            : new(ShellFailure.ScriptFailed, $"The script did not begin on {target.Address}: {Words(result.Error)}");

    /// <summary>A tool's words, short and printable: they come from a server and may hold anything.</summary>
    private static string Words(string text)
    {
        var words = new string([.. text.Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : ' ')]).Trim();
        return words.Length == 0 ? "it said nothing." : words.Length <= 300 ? words : words[..300];
    }
}
