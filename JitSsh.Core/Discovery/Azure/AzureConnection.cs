using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;
using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Discovery.Azure;

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
        var credential = EntraCredential.Build(settings.Identity, secret, options);
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
