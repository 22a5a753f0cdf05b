using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Core.Pipeline;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;
using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Lab.Azure;

namespace JitSsh.Bench.Figures;

/// <summary>Discovery of ten thousand VMs through the Azure SDK, against a plain client that fetches the same pages and parses them.</summary>
internal static class Discovery
{
    private const int Vms = 10_000;
    private const int PageSize = 200;

    public static async Task RunAsync(Report report, Settings settings)
    {
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Subscriptions = [PagedAzure.Subscription(Vms)], PageSize = PageSize });
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(azure.CaCertificate);
        using var https = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } });
        using var recorder = PagedAzure.Record(https);
        await DiscoverAsync(azure, recorder);
        var requests = recorder.Requests;

        Series product = new("ms"), plain = new("ms");
        using var pages = recorder.Replay();
        for (var i = 0; i < settings.Pairs + 2; i++)
        {
            var discovered = await TimeAsync(() => DiscoverAsync(azure, pages));
            var parsed = await TimeAsync(() => ParseAsync(pages));

            // The first two rounds warm the just-in-time compiler up.
            if (i >= 2)
            {
                product.Add(discovered);
                plain.Add(parsed);
            }
        }

        report.Ratio($"discovery: {Vms} VMs in {requests} requests ({pages.Bytes / (1024 * 1024)} MB) over fetching the same pages with plain HttpClient and parsing them", product, "plain", plain, atMost: 1.5);
    }

    private static async Task DiscoverAsync(SimulatedAzure azure, PagedAzure pages)
    {
        using var client = new HttpClient(pages, disposeHandler: false);
        var source = new AzureServerSource(new AzureConnectionOptions { Transport = new HttpClientTransport(client) });
        var result = await source.DiscoverAsync(new AzureVmSettings
        {
            Cloud = AzureCloud.Custom,
            AuthorityHost = azure.Endpoint,
            ResourceManagerEndpoint = azure.Endpoint,
            Audience = azure.Audience,
            TenantId = azure.TenantId.ToString(),
            ClientId = azure.ClientId.ToString(),
        }, azure.ClientSecret);
        if (result.Servers.Count != Vms || !result.IsComplete)
        {
            throw new InvalidOperationException($"{result.Servers.Count} servers were found: {string.Join(' ', result.Problems.Select(p => p.Sentence))}");
        }
    }

    // As somebody would who does it by hand: each page parsed, and of each item what discovery keeps of it.
    private static async Task ParseAsync(PagedAzure pages)
    {
        using var client = new HttpClient(pages, disposeHandler: false);
        var items = 0;
        foreach (var address in pages.Addresses)
        {
            using var answer = await client.GetAsync(address);
            using var page = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            foreach (var item in page.RootElement.GetProperty("value").EnumerateArray())
            {
                items += item.GetProperty("id").GetString()!.Length > 0 ? 1 : 0;
            }
        }

        if (items < Vms)
        {
            throw new InvalidOperationException($"Only {items} items were read.");
        }
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began);
    }
}
