using System.Net;
using System.Net.Sockets;

namespace JitSsh.Tests.EndToEnd.Chaos;

/// <summary>What stands before several portals: each new connection goes to the next one that takes it. It can be cut, and then nobody behind it reaches any.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly IReadOnlyList<int> ports;
    private readonly Task running;
    private CancellationTokenSource cut = new();
    private volatile bool isCut;
    private int next;

    public Balancer(IReadOnlyList<int> ports)
    {
        this.ports = ports;
        listener.Start();
        running = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends what is connected, and lets nobody connect.</summary>
    public async Task CutAsync()
    {
        isCut = true;
        await cut.CancelAsync();
    }

    public void Mend()
    {
        cut = new();
        isCut = false;
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
            if (isCut)
            {
                client.Dispose();
                continue;
            }

            _ = PassAsync(client, CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cut.Token));
        }
    }

    private async Task PassAsync(TcpClient client, CancellationTokenSource ends)
    {
        using (ends)
        using (client)
        {
            for (var tried = 0; tried < ports.Count; tried++)
            {
                using var portal = new TcpClient();
                try
                {
                    await portal.ConnectAsync(IPAddress.Loopback, ports[(int)((uint)Interlocked.Increment(ref next) % ports.Count)], ends.Token);
                    await Task.WhenAny(client.GetStream().CopyToAsync(portal.GetStream(), ends.Token), portal.GetStream().CopyToAsync(client.GetStream(), ends.Token));
                    return;
                }
                catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
                {
                    // Nobody listens there now, or one of the two has gone away.
                }
            }
        }
    }
}
