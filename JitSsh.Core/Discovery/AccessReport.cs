namespace JitSsh.Core.Discovery;

/// <summary>
/// What the identity can do, for the wizard's test. It is drawn from a preview, which reads exactly what a sync will read, so that it cannot say yes to what will then fail.
/// </summary>
/// <param name="Works">Nothing is missing, and there is something to read.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Identity">Who JitSsh is to the source, with its object id; null if it could not sign in.</param>
/// <param name="Scopes">What it sees in each subscription, and what it lacks there.</param>
/// <param name="Problems">What concerns no single subscription, such as a wrong secret.</param>
public sealed record AccessReport(bool Works, string Summary, string? Identity, IReadOnlyList<ScopeAccess> Scopes, IReadOnlyList<DiscoveryProblem> Problems)
{
    /// <summary>The report of a preview.</summary>
    public static AccessReport Of(DiscoveryResult preview)
    {
        ArgumentNullException.ThrowIfNull(preview);
        var scopes = preview.Scopes.Select(scope => ScopeAccess.Of(scope, preview.Problems)).ToList();
        List<DiscoveryProblem> problems = [.. preview.Problems.Where(problem => problem.SubscriptionId is null)];
        var broken = scopes.Count(scope => scope.Problems.Count > 0);
        var seen = $"{Count(scopes.Sum(scope => scope.Counts.Listed), "Linux VM")} and {Count(scopes.Sum(scope => scope.Counts.Windows), "Windows VM")} in {Count(scopes.Count, "subscription")}";
        var works = problems.Count == 0 && scopes.Count > 0 && broken == 0;
        var summary = problems.Count > 0 ? problems[0].Sentence
            : works ? $"JitSsh sees {seen}."
            : $"JitSsh sees {seen}, but not all that it needs: {Count(broken, "subscription")} with problems.";
        return new(works, summary, preview.Identity, scopes, problems);
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

/// <summary>One subscription in an <see cref="AccessReport"/>.</summary>
/// <param name="Id">Its GUID.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Counts">How many VMs; after the filters in the settings.</param>
/// <param name="MissingPermissions">By name, such as <c>Microsoft.Network/networkInterfaces/read</c>.</param>
/// <param name="Problems">In words, these and others.</param>
public sealed record ScopeAccess(string Id, string Name, DiscoveryCounts Counts, IReadOnlyList<string> MissingPermissions, IReadOnlyList<DiscoveryProblem> Problems)
{
    internal static ScopeAccess Of(DiscoveredScope scope, IEnumerable<DiscoveryProblem> all)
    {
        List<DiscoveryProblem> problems = [.. all.Where(problem => problem.SubscriptionId == scope.Id)];
        return new(scope.Id, scope.Name, scope.Counts, [.. problems.Select(problem => problem.MissingAction).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)], problems);
    }
}
