using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JitSsh.Lab.Azure;

/// <summary>A request the simulated Azure has answered.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Status">The answer's status.</param>
public sealed record SimulatedRequest(string Method, string Path, string Query, int Status);

/// <summary>
/// A small Azure on 127.0.0.1 over HTTPS: Entra's sign-in and the part of Azure Resource Manager that JitSsh asks. To the Azure SDK it is one more
/// sovereign cloud: <see cref="Endpoint"/> is both the sign-in and the management address.
/// </summary>
public sealed class SimulatedAzure : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ThrowAwayCa ca;
    private readonly AccessTokens tokens;
    private readonly ClientAssertions assertions;
    private readonly SimulatedFaults faults;
    private readonly ConcurrentQueue<SimulatedRequest> requests;
    private readonly string? temporary;
    private Uri? linkBase;

    private SimulatedAzure(SimulatedAzureOptions options)
    {
        temporary = options.Directory is null ? Directory.CreateTempSubdirectory("simulated-azure-").FullName : null;
        TenantId = options.TenantId;
        ClientId = options.ClientId;
        ClientSecret = options.ClientSecret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        Subscriptions = options.Subscriptions;
        faults = new SimulatedFaults();
        requests = new ConcurrentQueue<SimulatedRequest>();
        ca = new ThrowAwayCa(options.Time);
        (CaPath, CaBundlePath) = ca.Write(options.Directory ?? temporary!);
        var objectId = Guid.NewGuid();
        tokens = new AccessTokens(TenantId, objectId, options.TokenLifetime, options.Time);
        assertions = new ClientAssertions(options);
        app = Build(options, ca.IssueServer());
        var gate = new ArmGate(options, Audience, objectId, tokens, faults);
        app.Use(async (context, next) =>
        {
            try
            {
                if (context.Request.Path.StartsWithSegments("/subscriptions", StringComparison.OrdinalIgnoreCase) && await gate.RefuseAsync(context) is { } refusal)
                {
                    await refusal.ExecuteAsync(context);
                    return;
                }

                await next(context);
            }
            finally
            {
                requests.Enqueue(new SimulatedRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.ToString(), context.Response.StatusCode));
            }
        });
        app.UseRouting();
        new EntraSignIn(options, ClientSecret, tokens, assertions).Map(app);
        new ArmApi(options, () => linkBase).Map(app);
        new ScaleSetApi(options, () => linkBase).Map(app);
        KeyVault = new SimulatedKeyVault(options.Time);
        new KeyVaultApi(options, KeyVault, tokens).Map(app);
    }

    /// <summary>Such as <c>https://127.0.0.1:40123/</c>.</summary>
    public Uri Endpoint { get; private set; } = new("https://127.0.0.1/");

    /// <summary>What tokens are asked for.</summary>
    public string Audience => "https://management.azure.com/";

    /// <summary>The one tenant.</summary>
    public Guid TenantId { get; }

    /// <summary>The one application.</summary>
    public Guid ClientId { get; }

    /// <summary>Its secret.</summary>
    public string ClientSecret { get; }

    /// <summary>PEM of the throw-away CA.</summary>
    public string CaPath { get; }

    /// <summary>The system's authorities and the throw-away CA, for <c>SSL_CERT_FILE</c>.</summary>
    public string CaBundlePath { get; }

    /// <summary>The throw-away CA, without its key.</summary>
    public X509Certificate2 CaCertificate => X509CertificateLoader.LoadCertificate(ca.Root.RawData);

    /// <summary>The one Key Vault; its address is <see cref="Endpoint"/>.</summary>
    public SimulatedKeyVault KeyVault { get; }

    /// <summary>What the identity sees.</summary>
    public IReadOnlyList<SimulatedSubscription> Subscriptions { get; }

    /// <summary>All requests answered so far, oldest first.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => [.. requests];

    /// <summary>Starts listening.</summary>
    public static async Task<SimulatedAzure> StartAsync(SimulatedAzureOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var azure = new SimulatedAzure(options);
        try
        {
            await azure.app.StartAsync(cancellationToken);
        }
        catch
        {
            await azure.DisposeAsync();
            throw;
        }

        var addresses = azure.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        azure.Endpoint = new Uri(addresses.First() + "/");
        return azure;
    }

    /// <summary>A token of the simulated Kubernetes for this service account: what a workload identity signs in with.</summary>
    public string WorkloadToken(string subject) => assertions.IssueWorkload(subject);

    /// <summary>An access token as Entra would issue it to a program that signs in by itself, such as the Azure CLI.</summary>
    public string AccessToken() => tokens.Issue(ClientId, Audience);

    /// <summary>Lets something go wrong.</summary>
    public void Inject(SimulatedFault fault) => faults.Add(fault);

    /// <summary>Lets all go well again.</summary>
    public void ClearFaults() => faults.Clear();

    /// <summary>Lets links to the next page point to another host, as a forged answer would; null = no more.</summary>
    public void PointNextLinksTo(Uri? host) => linkBase = host;

    /// <summary>Forgets the requests so far.</summary>
    public void ClearRequests() => requests.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        tokens.Dispose();
        assertions.Dispose();
        ca.Dispose();
        if (temporary is not null && Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static WebApplication Build(SimulatedAzureOptions options, X509Certificate2 certificate)
    {
        // Empty: no appsettings.json, no environment; what listens where is decided here.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        // The usual lifetime takes SIGTERM and Ctrl+C away from the program this runs in.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.UseHttps(certificate));
        });
        return builder.Build();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
