using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JitSsh.Tests.Support;

/// <summary>A mail server on a loopback port that keeps what it is given. It can be stopped and started again on the same port, and told what to answer to recipients.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly List<string> messages = [];
    private CancellationTokenSource? running;
    private TcpListener? listener;
    private Task accepting = Task.CompletedTask;

    public MailSink() => Start();

    public int Port { get; private set; }

    /// <summary>What is answered to RCPT TO.</summary>
    public string ToRecipient { get; set; } = "250 ok";

    /// <summary>Runs after a message was taken and before the client is told so.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>Whole messages, headers and all, with lines joined again as a reader would.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (messages)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>The contents of a message's parts, decoded.</summary>
    public static (string Plain, string Html) PartsOf(string message)
    {
        return (Part("text/plain"), Part("text/html"));

        string Part(string type)
        {
            var at = message.IndexOf(type, message.IndexOf("\r\n\r\n", StringComparison.Ordinal), StringComparison.Ordinal);
            var begin = message.IndexOf("\r\n\r\n", at, StringComparison.Ordinal) + 4;
            return Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(message[begin..message.IndexOf("\r\n--", begin, StringComparison.Ordinal)].Split("\r\n"))));
        }
    }

    public static string HeaderOf(string message, string name)
    {
        var head = message[..message.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal);
        return head.Split("\r\n").Single(l => l.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();
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
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink");
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    List<string> content = [];
                    while (await reader.ReadLineAsync(cancel) is { } text && text != ".")
                    {
                        content.Add(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text);
                    }

                    lock (messages)
                    {
                        messages.Add(string.Join("\r\n", content));
                    }

                    await BeforeAnswer();
                }

                await writer.WriteLineAsync(verb switch { "RCPT" => ToRecipient, "QUIT" => "221 bye", "EHLO" or "HELO" => "250 sink", _ => "250 ok" });
                if (verb == "QUIT")
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client or the sink is gone.
        }
    }
}
