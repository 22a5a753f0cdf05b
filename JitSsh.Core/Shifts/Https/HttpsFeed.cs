using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using JitSsh.Core.Common;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Shifts.Https;

/// <summary>
/// Reads a feed over HTTPS. The name is resolved once for each connection, what comes of it is checked, and the connection goes to just that address: a name that answers differently the
/// second time leads nowhere else. Redirections are followed on the same host only, cookies and proxies are not used, and nothing is unpacked, so that a small answer stays small.
/// </summary>
internal sealed class HttpsFeed(IOptions<ShiftOptions> options, X509ChainPolicy? trust = null) : IFeed
{
    private const int MostRedirections = 3;

    public async Task<Outcome<string>> ReadAsync(Uri address, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Value.Timeout);
        using var http = new HttpClient(Handler());
        try
        {
            return await FollowAsync(http, address, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Problem($"{address.Host} did not send the whole feed within {options.Value.Timeout.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Problem(SentenceOf(e, address.Host));
        }
    }

    private static Refusal Problem(string sentence) => Refusal.Invalid("FeedAddress", sentence);

    private static async Task<Outcome<string>> FollowAsync(HttpClient http, Uri address, CancellationToken cancel)
    {
        var at = address;
        for (var n = 0; n <= MostRedirections; n++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.TryAddWithoutValidation("Accept", "text/calendar, text/plain;q=0.5");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if ((int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } location)
            {
                var next = location.IsAbsoluteUri ? location : new Uri(at, location);
                if (Uri.Compare(next, address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0)
                {
                    return Problem($"{address.Host} sends on to {SafeText.Quote(next.Host)}. Only redirections on the same host are followed: give the address it leads to.");
                }

                at = next;
                continue;
            }

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                return Problem($"{address.Host} answered {(int)answer.StatusCode}{((int)answer.StatusCode is 401 or 403 or 404 ? ": the feed is not published there any more, or its address has changed" : "")}.");
            }

            if (answer.Content.Headers.ContentEncoding.Count > 0)
            {
                return Problem($"{address.Host} sends the feed packed, without being asked to.");
            }

            return await TextAsync(answer, address.Host, cancel);
        }

        return Problem($"{address.Host} redirects more than {MostRedirections} times.");
    }

    private static async Task<Outcome<string>> TextAsync(HttpResponseMessage answer, string host, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var piece = new byte[16 * 1024];
        for (int count; (count = await stream.ReadAsync(piece, cancel)) > 0;)
        {
            if (body.Length + count > CalendarText.MaxBytes)
            {
                return Problem($"The feed of {host} is longer than {CalendarText.MaxBytes / 1024 / 1024} MB. Publish a calendar with fewer past entries.");
            }

            body.Write(piece, 0, count);
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.GetBuffer(), 0, (int)body.Length);
        }
        catch (DecoderFallbackException)
        {
            return Problem($"The feed of {host} is not UTF-8 text.");
        }
    }

    private SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 32,
        ConnectCallback = ConnectAsync,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        var allowed = options.Value.AllowThisMachine ? addresses : [.. addresses.Where(ReachableAddress.Is)];
        if (allowed.Length == 0)
        {
            throw new NotReachableException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string SentenceOf(Exception e, string host)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case NotReachableException:
                    return $"{host} is an address of this machine, its link, or a cloud's metadata service. Feeds are not read from there, unless JitSsh:Shifts:AllowThisMachine is set.";
                case AuthenticationException:
                    return $"The TLS certificate of {host} is not trusted where the portal runs, or is for another name. Add the CA that signed it to that machine (or name a bundle in SSL_CERT_FILE).";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return $"{host} has no address in DNS, as seen from where the portal runs.";
                case SocketException socket:
                    return $"{host} could not be connected to: {socket.SocketErrorCode}.";
            }
        }

        return $"{host} did not answer as a web server does.";
    }

    private sealed class NotReachableException : IOException;
}
