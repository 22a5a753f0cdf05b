using Azure.Core.Pipeline;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Lab.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>A link to the next page that points to another host must get neither the token nor a request.</summary>
public sealed class ForeignNextLinkTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DiscoverAsync_NextLinkToAnotherHost_IsNotFollowed(bool pagesOfSubscriptions)
    {
        await using var lab = pagesOfSubscriptions
            ? await LabAzure.StartAsync(1, LabAzure.Subscription("one", 1), LabAzure.Subscription("two", 1))
            : await LabAzure.StartAsync(2, LabAzure.Subscription("shop", 4));
        await using var thief = await SimulatedAzure.StartAsync(new SimulatedAzureOptions());
        lab.Azure.PointNextLinksTo(thief.Endpoint);
        // Trusts both, so that TLS is not what keeps the token from the thief.
        using var client = LabAzure.TrustingClient(lab.Azure, thief);
        var source = new AzureServerSource(lab.Options with { Transport = new HttpClientTransport(client) });

        var result = await source.DiscoverAsync(lab.Settings, lab.Azure.ClientSecret);

        Assert.Empty(thief.Requests);
        Assert.NotEmpty(result.Problems);
        Assert.All(result.Problems, problem => Assert.Equal(DiscoveryProblemKind.ForeignHost, problem.Kind));
        Assert.Contains($"points to {thief.Endpoint.GetLeftPart(UriPartial.Authority)}, which is not {lab.Azure.Endpoint.GetLeftPart(UriPartial.Authority)}", result.Problems[0].Sentence, StringComparison.Ordinal);
        Assert.False(result.IsComplete);
    }
}
