using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What the connection to Azure needs besides the settings; the defaults are for real use.</summary>
internal sealed record AzureConnectionOptions
{
    /// <summary>How bytes travel. Null: the SDK's own, with the trust of the operating system.</summary>
    public HttpPipelineTransport? Transport { get; init; }

    /// <summary>How often a request that failed in a way that may pass is sent again.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>A longer wait than this is not sat out: it is reported, and the next sync keeps to it.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one try may take without a byte arriving.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a <c>Retry-After</c> that is a date.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>The Azure SDK, set up for one integration: the VM lists through <see cref="Arm"/>, everything else through <see cref="Pipeline"/>.</summary>
internal sealed class AzureConnection
{
    private readonly TokenCredential credential;
    private readonly string scope;

    private AzureConnection(TokenCredential credential, string scope, ArmClient arm, HttpPipeline pipeline, Uri endpoint)
    {
        (this.credential, this.scope) = (credential, scope);
        Arm = arm;
        Pipeline = pipeline;
        Endpoint = endpoint;
    }

    public ArmClient Arm { get; }

    public HttpPipeline Pipeline { get; }

    public Uri Endpoint { get; }

    /// <summary>The token that requests carry.</summary>
    public ValueTask<AccessToken> TokenAsync(CancellationToken cancellationToken) => credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken);

    public static AzureConnection Open(AzureVmSettings settings, string? secret, AzureConnectionOptions options)
    {
        var credential = AzureCredential.Build(settings, secret, options);
        var environment = Environment(settings);
        var client = new ArmClientOptions { Environment = environment };
        SetUp(client, options);
        client.AddPolicy(new OneHostPolicy(environment.Endpoint), HttpPipelinePosition.PerCall);

        var plain = new PlainOptions();
        SetUp(plain, options);
        var pipeline = HttpPipelineBuilder.Build(
            plain,
            [new OneHostPolicy(environment.Endpoint)],
            [new BearerTokenAuthenticationPolicy(credential, environment.DefaultScope)],
            responseClassifier: null);
        return new AzureConnection(credential, environment.DefaultScope, new ArmClient(credential, defaultSubscriptionId: null, client), pipeline, environment.Endpoint);
    }

    private static void SetUp(ClientOptions client, AzureConnectionOptions options)
    {
        client.RetryPolicy = new BoundedRetryPolicy(options);
        client.Retry.NetworkTimeout = options.NetworkTimeout;
        client.Diagnostics.ApplicationId = "JitSsh";
        if (options.Transport is not null)
        {
            client.Transport = options.Transport;
        }
    }

    private static ArmEnvironment Environment(AzureVmSettings settings) => settings.Cloud switch
    {
        AzureCloud.Public => ArmEnvironment.AzurePublicCloud,
        AzureCloud.Government => ArmEnvironment.AzureGovernment,
        AzureCloud.China => ArmEnvironment.AzureChina,
        _ => new ArmEnvironment(settings.ResourceManagerEndpoint!, settings.Audience!),
    };

    private sealed class PlainOptions : ClientOptions;
}
