using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JitSsh.Tests.EndToEnd.Remote;

/// <summary>Stands between connectors and their portal and keeps every byte that crosses, in both directions.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly MemoryStream seen = new();
    private readonly int to;
    private readonly Task running;

    public Relay(int to)
    {
        this.to = to;
        listener.Start();
        running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What has crossed, one byte to one character.</summary>
    public string Seen
    {
        get
        {
            lock (seen)
            {
                return Encoding.Latin1.GetString(seen.ToArray());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            _ = PassAsync(client);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var portal = new TcpClient())
        {
            try
            {
                await portal.ConnectAsync(IPAddress.Loopback, to, stop.Token);
                await Task.WhenAny(CopyAsync(client.GetStream(), portal.GetStream()), CopyAsync(portal.GetStream(), client.GetStream()));
            }
            catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
            {
                // One of the two has gone away.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream into)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReadAsync(buffer, stop.Token) is > 0 and var read)
        {
            lock (seen)
            {
                seen.Write(buffer, 0, read);
            }

            await into.WriteAsync(buffer.AsMemory(0, read), stop.Token);
        }
    }
}
