using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Lab.Azure;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>The simulated Azure and a source that trusts its CA, without touching the process's own trust.</summary>
internal sealed class LabAzure : IAsyncDisposable
{
    private readonly HttpClient client;

    private LabAzure(SimulatedAzure azure)
    {
        Azure = azure;
        client = TrustingClient(azure);
        Options = new AzureConnectionOptions { Transport = new HttpClientTransport(client), RetryDelay = TimeSpan.FromMilliseconds(1) };
        Settings = SettingsFor(azure);
    }

    public SimulatedAzure Azure { get; }

    public AzureConnectionOptions Options { get; init; }

    public AzureVmSettings Settings { get; }

    public static async Task<LabAzure> StartAsync(int pageSize, params SimulatedSubscription[] subscriptions) =>
        new(await SimulatedAzure.StartAsync(new SimulatedAzureOptions { PageSize = pageSize, Subscriptions = subscriptions }));

    public static async Task<LabAzure> StartAsync(SimulatedAzureOptions options) => new(await SimulatedAzure.StartAsync(options));

    public static SimulatedSubscription Subscription(string name, int vms) =>
        new(Guid.NewGuid(), name, Enumerable.Range(1, vms).Select(i => new SimulatedVm
        {
            Name = $"{name}-{i:D3}",
            ResourceGroup = "Shop-Rg",
            PrivateAddress = $"10.1.{i / 250}.{(i % 250) + 1}",
            PublicAddress = i % 2 == 0 ? $"203.0.113.{(i % 250) + 1}" : null,
        }));

    public static AzureVmSettings SettingsFor(SimulatedAzure azure) => new()
    {
        Cloud = AzureCloud.Custom,
        AuthorityHost = azure.Endpoint,
        ResourceManagerEndpoint = azure.Endpoint,
        Audience = azure.Audience,
        TenantId = azure.TenantId.ToString(),
        ClientId = azure.ClientId.ToString(),
    };

    public static HttpClient TrustingClient(params IEnumerable<SimulatedAzure> trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted.Select(azure => azure.CaCertificate).ToArray());
        return new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        });
    }

    public Task<DiscoveryResult> DiscoverAsync(AzureVmSettings? settings = null, string? secret = null, IProgress<DiscoveryProgress>? progress = null) =>
        new AzureServerSource(Options).DiscoverAsync(settings ?? Settings, secret ?? Azure.ClientSecret, progress);

    public async Task<AccessReport> TestAsync(AzureVmSettings? settings = null, string? secret = null) =>
        AccessReport.Of(await new DiscoverServers([new AzureServerSource(Options)]).PreviewAsync(settings ?? Settings, secret ?? Azure.ClientSecret));

    public int Count(string pathEnd) => Azure.Requests.Count(request => request.Path.EndsWith(pathEnd, StringComparison.OrdinalIgnoreCase));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Azure.DisposeAsync();
    }
}
