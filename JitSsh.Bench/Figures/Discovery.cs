using System.Diagnostics;
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
    private const int WarmingUp = 5;

    public static async Task RunAsync(Report report, Settings settings)
    {
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Subscriptions = [PagedAzure.Subscription(Vms)], PageSize = PageSize });
        await using var pages = await PagedAzure.StartAsync(azure, client => DiscoverAsync(azure, client));
        using var client = pages.Connect();
        Series product = new("ms"), plain = new("ms");
        for (var i = 0; i < (2 * settings.Pairs) + WarmingUp; i++)
        {
            var discovered = await TimeAsync(() => DiscoverAsync(azure, client));
            var parsed = await TimeAsync(() => ParseAsync(pages, client));

            // The first rounds warm the just-in-time compiler up.
            if (i >= WarmingUp)
            {
                product.Add(discovered);
                plain.Add(parsed);
            }
        }

        report.Ratio($"discovery: {Vms} VMs in {pages.Requests} requests ({pages.Bytes / (1024 * 1024)} MB) over fetching the same pages with plain HttpClient and parsing them", product, "plain", plain, atMost: 1.5);
    }

    private static async Task DiscoverAsync(SimulatedAzure azure, HttpClient client)
    {
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
    private static async Task ParseAsync(PagedAzure pages, HttpClient client)
    {
        var items = 0;
        foreach (var address in pages.Addresses)
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
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
