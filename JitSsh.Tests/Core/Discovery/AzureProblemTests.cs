using System.Diagnostics;
using JitSsh.Core.Entra;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.Azure;
using JitSsh.Lab.Azure;
using Xunit;

namespace JitSsh.Tests.Core.Discovery;

/// <summary>What goes wrong, and the sentence a person reads.</summary>
public sealed class AzureProblemTests
{
    [Fact]
    public async Task DiscoverAsync_ThrottledOnce_TriesAgainAndSucceeds()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 3));
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Throttled, "virtualMachines", Times: 1, Wait: TimeSpan.FromSeconds(1)));
        var clock = Stopwatch.StartNew();

        var result = await lab.DiscoverAsync();

        Assert.True(result.IsComplete);
        Assert.Equal([429, 200, 200], lab.Azure.Requests.Where(request => request.Path.EndsWith("virtualMachines", StringComparison.Ordinal)).Select(request => request.Status));
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(0.9), $"waited only {clock.Elapsed}");
    }

    [Fact]
    public async Task DiscoverAsync_ThrottledForMinutes_DoesNotSitItOutAndSaysTheWait()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 3), LabAzure.Subscription("other", 2));
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Throttled, $"{lab.Azure.Subscriptions[0].Id}/providers/Microsoft.Compute", Wait: TimeSpan.FromSeconds(324)));

        var result = await lab.DiscoverAsync();

        var problem = Assert.Single(result.Problems);
        Assert.Equal((DiscoveryProblemKind.Throttled, TimeSpan.FromSeconds(324)), (problem.Kind, problem.RetryAfter));
        Assert.Equal(TimeSpan.FromSeconds(324), result.RetryAfter);
        Assert.StartsWith("Azure answers too many requests for the list of virtual machines of subscription shop (", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(["other-001", "other-002"], result.Servers.Select(server => server.Name));
        Assert.Equal(1, lab.Azure.Requests.Count(request => request.Status == 429));
    }

    [Fact]
    public async Task DiscoverAsync_ForbiddenOnOneOfTwo_KeepsTheOtherAndNamesThePermission()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("closed", 3), LabAzure.Subscription("open", 2));
        var closed = lab.Azure.Subscriptions[0].Id.ToString();
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Forbidden, closed));

        var result = await lab.DiscoverAsync();

        var problem = Assert.Single(result.Problems);
        Assert.Equal((DiscoveryProblemKind.Forbidden, "Microsoft.Compute/virtualMachines/read", closed), (problem.Kind, problem.MissingAction, problem.SubscriptionId));
        Assert.StartsWith($"The identity may not read the list of virtual machines of subscription closed ({closed}): it lacks the permission Microsoft.Compute/virtualMachines/read on /subscriptions/{closed}.", problem.Sentence, StringComparison.Ordinal);
        Assert.Equal(["open-001", "open-002"], result.Servers.Select(server => server.Name));
        Assert.Equal([false, true], result.Scopes.Select(scope => scope.Complete));
    }

    [Fact]
    public async Task DiscoverAsync_SecondPageFails_ScopeIsNotComplete()
    {
        await using var lab = await LabAzure.StartAsync(2, LabAzure.Subscription("shop", 3));
        var first = await lab.DiscoverAsync();
        lab.Azure.ClearRequests();
        // The first request is let through (slow by nothing), what follows fails.
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Slow, "virtualMachines", Times: 1, Wait: TimeSpan.FromMilliseconds(1)));
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.ServerError, "virtualMachines", Times: 4));

        var result = await lab.DiscoverAsync();

        Assert.True(first.IsComplete);
        Assert.Equal(2, result.Servers.Count);
        Assert.False(Assert.Single(result.Scopes).Complete);
        Assert.Equal(DiscoveryProblemKind.ServiceFailed, Assert.Single(result.Problems).Kind);
        Assert.Equal(4, lab.Azure.Requests.Count(request => request.Status == 500));
    }

    [Theory]
    [InlineData("wrong", DiscoveryProblemKind.WrongSecret, "Entra says that the client secret is wrong. Give the secret's Value, not its Secret ID")]
    [InlineData("", DiscoveryProblemKind.SignIn, "Signing in to Azure failed: The client secret is empty.")]
    public async Task DiscoverAsync_WrongSecret_SaysSo(string secret, DiscoveryProblemKind kind, string sentence)
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));

        var result = await lab.DiscoverAsync(secret: secret);

        var problem = Assert.Single(result.Problems);
        Assert.Equal(kind, problem.Kind);
        Assert.StartsWith(sentence, problem.Sentence, StringComparison.Ordinal);
        Assert.Empty(result.Servers);
        Assert.DoesNotContain(lab.Azure.Requests, request => request.Path.StartsWith("/subscriptions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DiscoverAsync_UnknownTenantOrClient_SaysWhich()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));

        var tenant = await lab.DiscoverAsync(lab.Settings with { TenantId = Guid.NewGuid().ToString() });
        var client = await lab.DiscoverAsync(lab.Settings with { ClientId = Guid.NewGuid().ToString() });

        Assert.Equal(DiscoveryProblemKind.UnknownTenant, Assert.Single(tenant.Problems).Kind);
        Assert.Equal(DiscoveryProblemKind.UnknownClient, Assert.Single(client.Problems).Kind);
    }

    [Fact]
    public async Task DiscoverAsync_NoSubscription_SaysWhatRoleToGive()
    {
        await using var lab = await LabAzure.StartAsync(50);

        var problem = Assert.Single((await lab.DiscoverAsync()).Problems);

        Assert.Equal(DiscoveryProblemKind.NoSubscription, problem.Kind);
        Assert.StartsWith("This identity sees no subscription. Give it the role Reader, or the custom role in docs/azure.md,", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiscoverAsync_UnknownSubscription_SaysSo()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));

        var problem = Assert.Single((await lab.DiscoverAsync(lab.Settings with { Subscriptions = [Guid.Empty.ToString()] })).Problems);

        Assert.Equal(DiscoveryProblemKind.UnknownSubscription, problem.Kind);
    }

    [Fact]
    public async Task DiscoverAsync_CaNotTrusted_SaysTlsAtOnce()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));
        var source = new AzureServerSource(new AzureConnectionOptions { RetryDelay = TimeSpan.FromMinutes(5) });

        var problem = Assert.Single((await source.DiscoverAsync(lab.Settings, lab.Azure.ClientSecret)).Problems);

        Assert.Equal(DiscoveryProblemKind.Tls, problem.Kind);
        Assert.Contains("SSL_CERT_FILE", problem.Sentence, StringComparison.Ordinal);
        Assert.Empty(lab.Azure.Requests);
    }

    [Fact]
    public async Task DiscoverAsync_NobodyListens_SaysUnreachable()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));
        await lab.Azure.DisposeAsync();

        var problem = Assert.Single((await lab.DiscoverAsync()).Problems);

        Assert.Equal(DiscoveryProblemKind.Unreachable, problem.Kind);
        Assert.Contains(lab.Azure.Endpoint.Authority, problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiscoverAsync_AnswersNothingInTime_SaysUnreachable()
    {
        await using var lab = await LabAzure.StartAsync(50, LabAzure.Subscription("shop", 1));
        lab.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Slow, "virtualMachines", Wait: TimeSpan.FromMinutes(5)));
        var source = new AzureServerSource(lab.Options with { NetworkTimeout = TimeSpan.FromMilliseconds(300), MaxRetries = 1 });

        var problem = Assert.Single((await source.DiscoverAsync(lab.Settings, lab.Azure.ClientSecret)).Problems);

        Assert.Equal(DiscoveryProblemKind.Unreachable, problem.Kind);
    }
}
