using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace JitSsh.Tests.Support;

/// <summary>What a webhook was sent.</summary>
internal sealed record HookCall(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
}

/// <summary>A web server on a loopback port that keeps what it is posted. It can be stopped and started again on the same port, and told what to answer.</summary>
internal sealed class HookSink : IAsyncDisposable
{
    private readonly List<HookCall> calls = [];
    private CancellationTokenSource? running;
    private TcpListener? listener;
    private Task accepting = Task.CompletedTask;

    public HookSink() => Start();

    public int Port { get; private set; }

    public string Url => $"http://127.0.0.1:{Port}/hook/secret-part";

    /// <summary>The status line and headers that are answered, and the body.</summary>
    public (string Head, string Body) Answer { get; set; } = ("200 OK", "ok");

    public IReadOnlyList<HookCall> Calls
    {
        get
        {
            lock (calls)
            {
                return [.. calls];
            }
        }
    }

    public void Start()
    {
        running = new();
        listener = new(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync(listener, running.Token);
    }

    public async Task StopAsync()
    {
        await running!.CancelAsync();
        listener!.Dispose();
        await accepting;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        running!.Dispose();
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await from.AcceptTcpClientAsync(cancel), cancel);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken cancel)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            await LineAsync(stream, cancel);
            while (await LineAsync(stream, cancel) is { Length: > 0 } line)
            {
                headers[line[..line.IndexOf(':', StringComparison.Ordinal)]] = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }

            var body = new byte[int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, cancel);
            lock (calls)
            {
                calls.Add(new(headers, body));
            }

            var (head, text) = Answer;
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n{text}"), cancel);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client or the sink is gone.
        }
    }

    private static async Task<string> LineAsync(NetworkStream stream, CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancel) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }
}
