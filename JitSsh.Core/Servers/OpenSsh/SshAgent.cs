using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using JitSsh.Core.Secrets.PrivateKeys;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>
/// An ssh-agent of the connector's own that holds one private key. The key goes in through a pipe and never touches the disk.
/// The agent runs as the parent of a <c>cat</c> that waits on the connector: when the connector is gone, however it ended, the
/// pipe closes, <c>cat</c> ends, and the agent follows within ten seconds.
/// </summary>
internal sealed class SshAgent : IDisposable
{
    private readonly Process process;

    private SshAgent(Process process, string socket, byte[] keyHash) => (this.process, Socket, KeyHash) = (process, socket, keyHash);

    public string Socket { get; }

    /// <summary>SHA-256 of the key, to see that it was replaced.</summary>
    public byte[] KeyHash { get; }

    public bool IsAlive => !process.HasExited && File.Exists(Socket);

    /// <summary>Starts an agent and gives it the key; the sentence says why it could not.</summary>
    public static async Task<(SshAgent? Agent, string? Problem)> StartAsync(string directory, PrivateKeyText key, CancellationToken cancel)
    {
        var socket = Path.Combine(directory, $"a{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        var started = Process.Start(ToolProcess.Start("ssh-agent", ["-a", socket, "cat"])) ?? throw new InvalidOperationException("ssh-agent did not start.");
        var agent = new SshAgent(started, socket, SHA256.HashData(key.Text.Span));
        for (var i = 0; i < 500 && !started.HasExited && !await ListensAsync(socket, cancel); i++)
        {
            await Task.Delay(10, cancel);
        }

        var info = ToolProcess.Start("ssh-add", ["-q", "-"]);
        info.Environment["SSH_AUTH_SOCK"] = socket;
        using var add = Process.Start(info) ?? throw new InvalidOperationException("ssh-add did not start.");
        var error = add.StandardError.ReadToEndAsync(cancel);
        await add.StandardInput.BaseStream.WriteAsync(key.Text, cancel);
        add.StandardInput.Close();
        await add.WaitForExitAsync(cancel);
        if (add.ExitCode == 0)
        {
            return (agent, null);
        }

        agent.Dispose();
        return (null, $"ssh-add does not take the private key: {(await error).Trim()}");
    }

    /// <summary>The socket's file is there a moment before anybody listens at it.</summary>
    private static async Task<bool> ListensAsync(string socket, CancellationToken cancel)
    {
        using var client = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await client.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }
}
