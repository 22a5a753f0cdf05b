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

    public Task<DiscoveryResult> PreviewAsync(SourceSettings settings, string? secret, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken) =>
        ReadAsync((AzureVmSettings)settings, secret, everything: true, progress, cancellationToken);

    public Task<(IReadOnlySet<string> Gone, IReadOnlyList<DiscoveryProblem> Problems)> FindGoneAsync(
        SourceSettings settings, string? secret, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken) =>
        GoneVms.FindAsync(AzureConnection.Open((AzureVmSettings)settings, secret, options), externalIds, options.Time, cancellationToken);

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
        var identity = everything ? await IdentityAsync(connection, cancellationToken) : null;
        var (scopes, problem) = await AzureSubscriptions.FindAsync(connection, settings, options.Time, cancellationToken);
        return problem is not null
            ? DiscoveryResult.Failed(problem) with { Identity = identity }
            : await ReadAsync(connection, settings, scopes, everything, progress, cancellationToken) with { Identity = identity, IsAllThereIs = settings.Subscriptions.Count == 0 };
    }

    private async Task<DiscoveryResult> ReadAsync(
        AzureConnection connection, AzureVmSettings settings, IReadOnlyList<AzureScope> scopes, bool everything, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken)
    {
        var results = new AzureSubscriptionResult[scopes.Count];
        var found = new int[scopes.Count];
        var done = 0;
        var gate = new Lock();
        await Parallel.ForAsync(0, scopes.Count, new ParallelOptions { MaxDegreeOfParallelism = SubscriptionsAtOnce, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            Tell(i, 0, isDone: false);
            results[i] = await new AzureSubscription(connection, settings, scopes[i], options.Time, number => Tell(i, number, isDone: false)).ReadAsync(everything, stop);
            Tell(i, results[i].Servers.Count, isDone: true);
        });

        return new DiscoveryResult(
            [.. results.SelectMany(result => result.Servers).OrderBy(server => server.Name, StringComparer.OrdinalIgnoreCase).ThenBy(server => server.ExternalId, StringComparer.Ordinal)],
            [.. results.Select(result => result.Scope)],
            [.. results.SelectMany(result => result.Problems).Distinct()]);

        void Tell(int i, int number, bool isDone)
        {
            lock (gate)
            {
                found[i] = number;
                done += isDone ? 1 : 0;
                progress?.Report(new DiscoveryProgress($"{(isDone ? "Read" : "Reading")} subscription {scopes[i].Label}.", done, scopes.Count, found.Sum()));
            }
        }
    }

    // Who it is only helps to understand; what keeps it from signing in is said by the first list.
    private static async Task<string?> IdentityAsync(AzureConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return AzureIdentity.Describe(await connection.TokenAsync(cancellationToken));
        }
        catch (Exception exception) when (AzureProblem.IsExpected(exception))
        {
            return null;
        }
    }
}
