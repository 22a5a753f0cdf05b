using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitSsh.Lab.Azure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JitSsh.Bench.Lab;

/// <summary>
/// The simulated Azure's own pages of one large subscription, fetched from it once and then served as they are over HTTPS on loopback: what is measured is fetching and
/// reading them, and not how fast a simulation writes JSON.
/// </summary>
internal sealed class PagedAzure : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Dictionary<string, byte[]> pages;
    private readonly X509Certificate2 certificate;

    private PagedAzure(WebApplication server, Dictionary<string, byte[]> pages, X509Certificate2 certificate) => (this.server, this.pages, this.certificate) = (server, pages, certificate);

    /// <summary>The addresses of all pages but the sign-in.</summary>
    public IEnumerable<string> Addresses => pages.Keys.Where(address => !address.Contains("oauth2", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>Requests that it took to fetch all of it, the sign-in included.</summary>
    public int Requests => pages.Count;

    /// <summary>Bytes of all pages.</summary>
    public long Bytes => pages.Values.Sum(page => (long)page.Length);

    /// <summary>As many VMs as are asked for, half of them with a public address.</summary>
    public static SimulatedSubscription Subscription(int vms) => new(Guid.NewGuid(), "large", Enumerable.Range(0, vms).Select(i => new SimulatedVm
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"vm-{i:D5}"),
        ResourceGroup = string.Create(CultureInfo.InvariantCulture, $"Group-{i % 40}"),
        PrivateAddress = string.Create(CultureInfo.InvariantCulture, $"10.{i / 65536}.{i / 256 % 256}.{i % 256}"),
        PublicAddress = i % 2 == 0 ? string.Create(CultureInfo.InvariantCulture, $"203.0.{i / 256 % 256}.{i % 256}") : null,
        Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod", ["owner"] = "shop" },
    }));

    /// <summary>Serves what <paramref name="fetch"/> asks for through the client it is given.</summary>
    public static async Task<PagedAzure> StartAsync(SimulatedAzure azure, Func<HttpClient, Task> fetch)
    {
        using var recorder = new Recorder(Trusting(azure.CaCertificate));
        using (var client = new HttpClient(recorder, disposeHandler: false))
        {
            await fetch(client);
        }

        var certificate = SelfSigned();
        var byPath = recorder.Pages.ToDictionary(page => new Uri(page.Key).PathAndQuery, page => page.Value, StringComparer.Ordinal);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, EndsWithItsOwner>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = builder.Build();
        server.Run(async context =>
        {
            var page = byPath[context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()];
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = page.Length;
            await context.Response.Body.WriteAsync(page, context.RequestAborted);
        });
        await server.StartAsync(CancellationToken.None);
        return new(server, recorder.Pages, certificate);
    }

    /// <summary>A client that finds the pages under the simulated Azure's addresses.</summary>
    public HttpClient Connect() => new(new Redirected(new Uri(server.Urls.Single()), Trusting(certificate)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        certificate.Dispose();
    }

    private static SocketsHttpHandler Trusting(X509Certificate2 root)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        return new() { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } };
    }

    private static X509Certificate2 SelfSigned()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=recorded pages", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(now.AddMinutes(-5), now.AddDays(1));
    }

    private sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public Dictionary<string, byte[]> Pages { get; } = new(StringComparer.Ordinal);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.EnsureSuccessStatusCode().Content.LoadIntoBufferAsync(cancellationToken);
            var page = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            lock (Pages)
            {
                Pages[request.RequestUri!.AbsoluteUri] = page;
            }

            return answer;
        }
    }

    private sealed class Redirected(Uri server, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(server, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    // The usual lifetime takes Ctrl+C away from the program this runs in.
    private sealed class EndsWithItsOwner : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
