using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>
/// A port on this machine's loopback, for as long as it takes ssh-keyscan, which cannot jump, to read host keys. Each connection to it is joined with an ssh that forwards
/// through the jump server. The port is opened by this process itself, so nobody else can be listening there.
/// </summary>
internal sealed class PortRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    public PortRelay(Func<ProcessStartInfo> connect)
    {
        listener.Start();
        accepting = AcceptAsync(connect);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync(Func<ProcessStartInfo> connect)
    {
        var joined = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                joined.Add(JoinAsync(client, connect()));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is over.
        }

        await Task.WhenAll(joined).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task JoinAsync(TcpClient client, ProcessStartInfo start)
    {
        using var accepted = client;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ssh did not start.");
        try
        {
            var stream = client.GetStream();
            var there = stream.CopyToAsync(process.StandardInput.BaseStream, stop.Token);
            var back = process.StandardOutput.BaseStream.CopyToAsync(stream, stop.Token);
            var said = process.StandardError.BaseStream.CopyToAsync(Stream.Null, stop.Token);
            await Task.WhenAny(there, back);
        }
        finally
        {
            process.Kill();
        }
    }
}
