using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core.Pipeline;
using JitSsh.Core.Catalog;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Core.Entra;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>The number of requests is the number of pages, and no more than a page or two are held at once.</summary>
public sealed class TenThousandVmsTests
{
    private const int Vms = 10_000;
    private const int PageSize = 200;

    private static readonly AzureVmSettings Settings = new()
    {
        Cloud = AzureCloud.Custom,
        AuthorityHost = new Uri("https://login.azure.test"),
        ResourceManagerEndpoint = new Uri("https://arm.azure.test"),
        Audience = "https://management.azure.com/",
        TenantId = "aaaaaaaa-2222-3333-4444-555555555555",
        ClientId = "bbbbbbbb-2222-3333-4444-555555555555",
        Subscriptions = [PagedAzure.Subscription],
    };

    [Fact]
    public async Task DiscoverAsync_TenThousandVms_AsksOncePerPageAndHoldsFewPages()
    {
        using var azure = new PagedAzure();
        using var client = new HttpClient(azure, disposeHandler: false);
        var source = new AzureServerSource(new AzureConnectionOptions { Transport = new HttpClientTransport(client) });
        GC.Collect();
        azure.Before = GC.GetTotalMemory(forceFullCollection: true);

        var result = await source.DiscoverAsync(Settings, "secret");

        Assert.Empty(result.Problems);
        Assert.Equal(Vms, result.Servers.Count(server => server.Address is not null));
        Assert.Equal(
            (Vms / PageSize, Vms / PageSize, Vms / PageSize),
            (azure.Count("virtualMachines", status: false), azure.Count("virtualMachines", status: true), azure.Count("networkInterfaces", status: false)));

        // One for the sign-in, the subscriptions, the scale sets and the public addresses each, none of which has a second page.
        Assert.Equal((3 * Vms / PageSize) + 4, azure.Requests);

        // All pages together are over 200 MB; what is kept of ten thousand VMs is a few kilobytes each at most. The tests that run beside this one hold something, too.
        Assert.True(azure.Bytes > 200_000_000, $"only {azure.Bytes} bytes were sent");
        Assert.True(azure.Most < 120_000_000, $"{azure.Most} bytes were held at once");
    }

    /// <summary>Ten thousand VMs, each with much beside what is asked; looks at the memory in use now and then.</summary>
    private sealed class PagedAzure : HttpMessageHandler
    {
        public const string Subscription = "11111111-2222-3333-4444-555555555555";
        private static readonly string Ballast = new('x', 8_000);
        private readonly List<string> asked = [];

        public long Before { get; set; }

        public long Most { get; private set; }

        public long Bytes { get; private set; }

        public int Requests => asked.Count;

        public int Count(string list, bool status) => asked.Count(a => a.Contains($"/{list}?", StringComparison.Ordinal) && a.Contains("statusOnly", StringComparison.Ordinal) == status);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var uri = request.RequestUri!;
            asked.Add(uri.PathAndQuery);
            if (asked.Count % 15 == 0)
            {
                Most = Math.Max(Most, GC.GetTotalMemory(forceFullCollection: true) - Before);
            }

            var list = uri.Segments[^1];
            var body = list switch
            {
                "token" => """{"token_type":"Bearer","expires_in":3599,"access_token":"x"}""",
                "virtualMachines" => Page(uri, uri.Query.Contains("statusOnly", StringComparison.Ordinal) ? Status : Vm),
                "networkInterfaces" => Page(uri, Nic),
                _ => """{"value":[]}""",
            };
            Bytes += body.Length;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
        }

        private static string Page(Uri uri, Func<int, string> item)
        {
            var from = uri.Query.IndexOf("from=", StringComparison.Ordinal) is var at and >= 0 ? int.Parse(uri.Query[(at + 5)..], CultureInfo.InvariantCulture) : 0;
            var next = from + PageSize < Vms ? $",\"nextLink\":{JsonSerializer.Serialize($"{uri.GetLeftPart(UriPartial.Path)}?{uri.Query.TrimStart('?').Split("&from=")[0]}&from={from + PageSize}")}" : "";
            return $"{{\"value\":[{string.Join(',', Enumerable.Range(from, PageSize).Select(item))}]{next}}}";
        }

        private static string Id(string type, int i) => $"/subscriptions/{Subscription}/resourceGroups/rg/providers/{type}/vm-{i}";

        private static string Vm(int i) => $$$"""
            {"name":"vm-{{{i}}}","id":"{{{Id("Microsoft.Compute/virtualMachines", i)}}}","type":"Microsoft.Compute/virtualMachines","location":"westeurope","tags":{"n":"{{{i}}}"},
             "properties":{"vmId":"{{{i:00000000}}}-0000-4000-8000-000000000000","licenseType":"{{{Ballast}}}","storageProfile":{"osDisk":{"osType":"Linux","createOption":"FromImage"}},
             "networkProfile":{"networkInterfaces":[{"id":"{{{Id("Microsoft.Network/networkInterfaces", i)}}}"}]} } }
            """;

        private static string Status(int i) => $$$"""
            {"name":"vm-{{{i}}}","id":"{{{Id("Microsoft.Compute/virtualMachines", i)}}}","type":"Microsoft.Compute/virtualMachines","location":"westeurope",
             "properties":{"licenseType":"{{{Ballast}}}","instanceView":{"statuses":[{"code":"PowerState/running"}]} } }
            """;

        private static string Nic(int i) => $$$"""
            {"name":"vm-{{{i}}}","id":"{{{Id("Microsoft.Network/networkInterfaces", i)}}}","etag":"{{{Ballast}}}","properties":{"ipConfigurations":[{"properties":{"primary":true,"privateIPAddress":"10.{{{i / 65536}}}.{{{i / 256 % 256}}}.{{{i % 256}}}"}}]}}
            """;
    }
}
