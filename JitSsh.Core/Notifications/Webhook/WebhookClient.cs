using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>What a webhook answered to one call.</summary>
/// <param name="Status">The HTTP status; null when there was no answer.</param>
/// <param name="Text">The beginning of the answer, or why there was none and what to do.</param>
/// <param name="Took">How long it took.</param>
public sealed record WebhookAnswer(int? Status, string Text, TimeSpan Took)
{
    /// <summary>True when it was taken.</summary>
    public bool IsTaken => Status is >= 200 and < 300;
}

/// <summary>Makes the calls: no redirect is followed, no proxy asked, and the address that was looked up and allowed is the one connected to.</summary>
public sealed class WebhookClient : IDisposable
{
    private const int MostOfAnswer = 1000;
    private const string Refused = "It leads to an address that webhooks may not be sent to: this machine, a private network or a cloud's own. If it is meant, the operator names it in JitSsh:Notifications:Webhooks:Allow.";

    private readonly AddressRule rule;
    private readonly WebhookSecrets secrets;
    private readonly TimeProvider clock;
    private readonly TimeSpan timeout;
    private readonly HttpClient http;

    /// <summary>One for the whole process.</summary>
    public WebhookClient(AddressRule rule, WebhookSecrets secrets, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (this.rule, this.secrets, this.clock, timeout) = (rule, secrets, clock, options.Value.Timeout);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ConnectCallback = ConnectAsync,
        }) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Sends a body once.</summary>
    public async Task<WebhookAnswer> PostAsync(WebhookTarget webhook, DeliveryId delivery, byte[] body, CancellationToken cancel)
    {
        var begun = Stopwatch.GetTimestamp();
        if (secrets.Open(webhook) is not { } open)
        {
            return Without("Its address cannot be decrypted: the keys in the data directory are not those it was stored with. Restore them from the same backup as the database, or give the address again.");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        try
        {
            using var request = RequestFor(open.Address, open.Secret, delivery, body);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var text = await BeginningAsync(response, limit.Token);
            var status = (int)response.StatusCode;
            return new(status, status is >= 300 and < 400 ? "It answered with a redirect, which is not followed. Give the address that it leads to." : text, Stopwatch.GetElapsedTime(begun));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Without($"No answer within {timeout.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return Without(Innermost(e));
        }

        WebhookAnswer Without(string why) => new(null, why, Stopwatch.GetElapsedTime(begun));
    }

    private HttpRequestMessage RequestFor(Uri address, string secret, DeliveryId delivery, byte[] body)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("JitSsh", null));
        request.Headers.Add(WebhookSignature.DeliveryHeader, delivery.ToString());
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(secret, timestamp, body));
        return request;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        var isNamed = rule.IsNamed(host);

        // A name that has one forbidden address beside allowed ones is not trusted at all.
        if (addresses.Length == 0 || (!isNamed && !addresses.All(rule.Allows)))
        {
            throw new HttpRequestException(Refused);
        }

        // Unprotected only where the operator has said that it is in their own network.
        if (context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp && !isNamed && !addresses.All(rule.IsNamed))
        {
            throw new HttpRequestException(Refused);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> BeginningAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MostOfAnswer];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return string.Concat(Encoding.UTF8.GetString(bytes, 0, length).Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)).Trim();
    }

    private static string Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e.Message;
}
