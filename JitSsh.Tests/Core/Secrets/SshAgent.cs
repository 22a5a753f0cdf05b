using JitSsh.Tests.Core.SshKeys;
using System.Diagnostics;

namespace JitSsh.Tests.Core.Secrets;

/// <summary>A real ssh-agent in a directory of its own; it ends with the test.</summary>
internal sealed class SshAgent : IDisposable
{
    private readonly Process _agent;
    private readonly string _socket;

    public SshAgent()
    {
        _socket = Tools.PathOf("agent");
        _agent = Process.Start(new ProcessStartInfo("ssh-agent", ["-D", "-a", _socket]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        if (!SpinWait.SpinUntil(() => File.Exists(_socket), TimeSpan.FromSeconds(10)))
        {
            throw new InvalidOperationException("ssh-agent did not start.");
        }
    }

    public SshTools Tools { get; } = new();

    /// <summary>Loads the key from standard input as the connector does, and answers what the agent now lists; or throws.</summary>
    public string Load(ReadOnlyMemory<byte> text)
    {
        var (code, output) = Tools.TryRun("ssh-add", text.ToArray(), _socket, "-q", "-");
        return code == 0
            ? Tools.TryRun("ssh-add", null, _socket, "-l").Output + Tools.TryRun("ssh-add", null, _socket, "-L").Output
            : throw new InvalidOperationException("ssh-add refused the key: " + output);
    }

    public void Dispose()
    {
        _agent.Kill();
        _agent.WaitForExit();
        _agent.Dispose();
        Tools.Dispose();
    }
}
