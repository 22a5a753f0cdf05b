using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What the identity can do, for the wizard.</summary>
/// <param name="Works">Nothing is missing, and there is at least one subscription.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Subscriptions">What it sees in each, and what it lacks there.</param>
/// <param name="Problems">What concerns no single subscription, such as a wrong secret.</param>
public sealed record AzureAccessReport(
    bool Works,
    string Summary,
    IReadOnlyList<AzureSubscriptionAccess> Subscriptions,
    IReadOnlyList<DiscoveryProblem> Problems);

/// <summary>One subscription in an <see cref="AzureAccessReport"/>.</summary>
/// <param name="Id">Its GUID.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Counts">How many VMs; after the filters in the settings.</param>
/// <param name="MissingPermissions">By name, such as <c>Microsoft.Network/networkInterfaces/read</c>.</param>
/// <param name="Problems">In words, these and others.</param>
public sealed record AzureSubscriptionAccess(
    string Id,
    string Name,
    DiscoveryCounts Counts,
    IReadOnlyList<string> MissingPermissions,
    IReadOnlyList<DiscoveryProblem> Problems);

/// <summary>
/// "Test" in the wizard. It reads exactly what a sync will read, so that it cannot say yes to what will then fail; beyond that it
/// reads every list even where there is no VM, because a permission that is missing today is missing on the day of the first VM.
/// </summary>
public sealed class TestAzureAccess
{
    private readonly AzureServerSource source;

    /// <summary>For real use.</summary>
    public TestAzureAccess()
        : this(new AzureServerSource())
    {
    }

    internal TestAzureAccess(AzureServerSource source) => this.source = source;

    /// <summary>Asks Azure. Only cancelling and faults in the program are thrown.</summary>
    public async Task<AzureAccessReport> RunAsync(
        AzureVmSettings settings, string? secret, IProgress<DiscoveryProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Problems() is { Count: > 0 } invalid)
        {
            return Report([], [.. invalid.Select(sentence => new DiscoveryProblem(DiscoveryProblemKind.Settings, sentence))]);
        }

        var result = await source.ReadAsync(settings, secret, everything: true, progress, cancellationToken);
        var subscriptions = result.Scopes.Select(scope =>
        {
            var problems = result.Problems.Where(problem => problem.SubscriptionId == scope.Id).ToList();
            return new AzureSubscriptionAccess(scope.Id, scope.Name, scope.Counts,
                [.. problems.Select(problem => problem.MissingAction).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)], problems);
        }).ToList();
        return Report(subscriptions, [.. result.Problems.Where(problem => problem.SubscriptionId is null)]);
    }

    private static AzureAccessReport Report(IReadOnlyList<AzureSubscriptionAccess> subscriptions, IReadOnlyList<DiscoveryProblem> problems)
    {
        var works = problems.Count == 0 && subscriptions.Count > 0 && subscriptions.All(subscription => subscription.Problems.Count == 0);
        var linux = subscriptions.Sum(subscription => subscription.Counts.Listed);
        var windows = subscriptions.Sum(subscription => subscription.Counts.Windows);
        var seen = $"{Count(linux, "Linux VM")} and {Count(windows, "Windows VM")} in {Count(subscriptions.Count, "subscription")}";
        var summary = problems.Count > 0 ? problems[0].Sentence
            : works ? $"JitSsh sees {seen}."
            : $"JitSsh sees {seen}, but not all that it needs: {Count(subscriptions.Count(subscription => subscription.Problems.Count > 0), "subscription")} with problems.";
        return new AzureAccessReport(works, summary, subscriptions, problems);
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
