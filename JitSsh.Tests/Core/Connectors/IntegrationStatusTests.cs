using JitSsh.Core.Catalog;
using JitSsh.Lab.Azure;
using JitSsh.Tests.Core.Discovery;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>What an admin reads at the integration when Azure fails, word for word.</summary>
public sealed class IntegrationStatusTests : IAsyncLifetime
{
    private const string Vms = "Microsoft.Compute/virtualMachines";
    private AzureCore azure = null!;

    public async ValueTask InitializeAsync() => azure = await AzureCore.StartAsync(LabAzure.Subscription("shop", 2), LabAzure.Subscription("other", 1));

    public ValueTask DisposeAsync() => azure.DisposeAsync();

    [Theory]
    [InlineData(SimulatedFaultKind.Unauthorized, "Azure does not accept the token for the list of virtual machines of subscription SHOP (ExpiredAuthenticationToken). Check that the tenant is the one the subscription belongs to, and this machine's clock.")]
    [InlineData(SimulatedFaultKind.Forbidden, "The identity may not read the list of virtual machines of subscription SHOP: it lacks the permission Microsoft.Compute/virtualMachines/read on /subscriptions/ID. Give it the role Reader there, or the custom role in docs/azure.md. A role that was just given takes some minutes.")]
    [InlineData(SimulatedFaultKind.NotFound, "Subscription SHOP does not exist, or this identity cannot see it. Check the id, or give the identity the role Reader, or the custom role in docs/azure.md, on it.")]
    [InlineData(SimulatedFaultKind.Conflict, "Azure refuses the list of virtual machines of subscription SHOP since something is being changed there (409 Conflict). JitSsh tries again at the next sync.")]
    [InlineData(SimulatedFaultKind.ServerError, "Azure failed to answer the list of virtual machines of subscription SHOP (500 InternalServerError). JitSsh tries again at the next sync; if it stays, see https://azure.status.microsoft.")]
    [InlineData(SimulatedFaultKind.Unavailable, "Azure failed to answer the list of virtual machines of subscription SHOP (503). JitSsh tries again at the next sync; if it stays, see https://azure.status.microsoft.")]
    [InlineData(SimulatedFaultKind.Truncated, "The answer to the list of virtual machines of subscription SHOP is not what Azure answers. Is there a proxy at 127.0.0.1?")]
    [InlineData(SimulatedFaultKind.Html, "The answer to the list of virtual machines of subscription SHOP is not what Azure answers. Is there a proxy at 127.0.0.1?")]
    public async Task Status_OneSubscriptionFails_IsAWarningWithTheSentence(SimulatedFaultKind kind, string sentence)
    {
        azure.Azure.Inject(new SimulatedFault(kind, $"{Shop}/providers/{Vms}"));

        var after = await azure.RefreshAsync();

        Assert.Equal((IntegrationStatus.Warning, $"1 server. {Of(sentence)}"), (after.Status, after.StatusReason));
        Assert.True(after.NextSyncAt - after.LastSyncAt < TimeSpan.FromMinutes(10));
        Assert.All(await azure.ServersAsync(), server => Assert.True(server.IsSeen));
    }

    [Fact]
    public async Task Status_AzureAsksToWait_KeepsToItAndTheButtonToo()
    {
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Throttled, $"{Shop}/providers/{Vms}", Wait: TimeSpan.FromSeconds(1200)));

        var after = await azure.RefreshAsync();

        Assert.Equal((IntegrationStatus.Warning, Of("1 server. Azure answers too many requests for the list of virtual machines of subscription SHOP and asks to wait 20 minutes. JitSsh tries again after that.")), (after.Status, after.StatusReason));
        Assert.Equal(TimeSpan.FromSeconds(1200), after.NextSyncAt - after.LastSyncAt);
        var asked = azure.Azure.Requests.Count;
        var refused = await azure.Core.Get<ChangeIntegration>().RefreshAsync(azure.Ada, azure.Integration);
        Assert.Equal($"Azure asks not to be asked again before {after.WaitUntil!.Value.UtcDateTime:HH:mm:ss} UTC. JitSsh looks by itself after that.", refused.Sentence);
        Assert.Equal(asked, azure.Azure.Requests.Count);
    }

    [Fact]
    public async Task Status_LinkToAnotherHost_IsAnErrorWithTheSentence()
    {
        azure.Azure.Subscriptions[0].Remove("shop-001");
        for (var i = 0; i < 60; i++)
        {
            azure.Azure.Subscriptions[0].Add(new SimulatedVm { Name = $"more-{i}", ResourceGroup = "x", PrivateAddress = "10.9.9.9" });
        }

        azure.Azure.PointNextLinksTo(new Uri("https://thief.example:8443"));

        var after = await azure.RefreshAsync();

        Assert.Equal(IntegrationStatus.Warning, after.Status);
        Assert.Contains($"Azure's answer to the list of virtual machines of subscription {Of("SHOP")} points to https://thief.example:8443, which is not {azure.Azure.Endpoint.GetLeftPart(UriPartial.Authority)}. It was not followed, and no token was sent there. Find out who answers for Azure in this network.", after.StatusReason, StringComparison.Ordinal);
        Assert.True((await azure.ServerAsync("shop-001")).IsSeen);
    }

    [Fact]
    public async Task Status_NothingCanBeRead_IsAnErrorAndServersStay()
    {
        azure.Azure.Inject(new SimulatedFault(SimulatedFaultKind.Unauthorized));

        var after = await azure.RefreshAsync();

        Assert.Equal((IntegrationStatus.Error, "Azure does not accept the token for the list of subscriptions (ExpiredAuthenticationToken). Check that the tenant is the one the subscription belongs to, and this machine's clock."), (after.Status, after.StatusReason));
        Assert.All(await azure.ServersAsync(), server => Assert.Equal((true, after.StatusReason), (server.IsSeen, server.NotSeenReason)));
    }

    private Guid Shop => azure.Azure.Subscriptions[0].Id;

    private string Of(string sentence) => sentence.Replace("SHOP", $"shop ({Shop})", StringComparison.Ordinal).Replace("ID.", $"{Shop}.", StringComparison.Ordinal);
}
