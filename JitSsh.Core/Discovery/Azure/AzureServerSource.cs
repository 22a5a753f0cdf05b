using JitSsh.Core.Catalog;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>Azure's virtual machines, through the Azure SDK.</summary>
internal sealed class AzureServerSource(AzureConnectionOptions options) : IServerSource
{
    // Few enough to stay far below ARM's limit per identity, enough that one slow subscription does not hold up a hundred.
    private const int SubscriptionsAtOnce = 4;

    public AzureServerSource()
        : this(new AzureConnectionOptions())
    {
    }

    public string Kind => AzureVmSettings.KindName;

    public Task<DiscoveryResult> DiscoverAsync(
        SourceSettings settings,
        string? secret,
        IProgress<DiscoveryProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ReadAsync((AzureVmSettings)settings, secret, everything: false, progress, cancellationToken);

    /// <summary>See <see cref="AzureSubscription.ReadAsync"/> for <paramref name="everything"/>.</summary>
    internal async Task<DiscoveryResult> ReadAsync(
        AzureVmSettings settings, string? secret, bool everything, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
    {
        AzureConnection connection;
        try
        {
            connection = AzureConnection.Open(settings, secret, options);
        }
        catch (Exception exception) when (AzureProblem.IsExpected(exception))
        {
            return DiscoveryResult.Failed(AzureProblem.From(exception, "the sign-in", null, settings.ResourceManagerEndpoint ?? new Uri("https://management.azure.com"), options.Time));
        }

        progress?.Report(new DiscoveryProgress("Signing in and looking for subscriptions.", 0, 0, 0));
        var (scopes, problem) = await AzureSubscriptions.FindAsync(connection, settings, options.Time, cancellationToken);
        if (problem is not null)
        {
            return DiscoveryResult.Failed(problem);
        }

        var results = new AzureSubscriptionResult[scopes.Count];
        var (done, found) = (0, 0);
        var gate = new Lock();
        await Parallel.ForAsync(0, scopes.Count, new ParallelOptions { MaxDegreeOfParallelism = SubscriptionsAtOnce, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            results[i] = await new AzureSubscription(connection, settings, scopes[i], options.Time).ReadAsync(everything, stop);
            lock (gate)
            {
                done++;
                found += results[i].Servers.Count;
                progress?.Report(new DiscoveryProgress($"Read subscription {scopes[i].Label}.", done, scopes.Count, found));
            }
        });

        return new DiscoveryResult(
            [.. results.SelectMany(result => result.Servers).OrderBy(server => server.Name, StringComparer.OrdinalIgnoreCase).ThenBy(server => server.ExternalId, StringComparer.Ordinal)],
            [.. results.Select(result => result.Scope)],
            [.. results.SelectMany(result => result.Problems).Distinct()]);
    }
}
