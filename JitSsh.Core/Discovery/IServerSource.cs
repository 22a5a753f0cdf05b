using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery;

/// <summary>A place that knows servers. One per kind of integration; found by <see cref="Kind"/>.</summary>
public interface IServerSource
{
    /// <summary>Equal to the <see cref="SourceSettings.Kind"/> of the settings it understands.</summary>
    string Kind { get; }

    /// <summary>
    /// Asks the source for all it has. What a person can put right is a <see cref="DiscoveryProblem"/> in the result;
    /// only cancelling and faults in the program are thrown.
    /// </summary>
    /// <param name="settings">Of this source's kind.</param>
    /// <param name="secret">The secret's value where the settings need one; never stored, logged or returned.</param>
    /// <param name="progress">Told of each step; null if nobody looks.</param>
    /// <param name="cancellationToken">Stops between and within requests.</param>
    Task<DiscoveryResult> DiscoverAsync(
        SourceSettings settings,
        string? secret,
        IProgress<DiscoveryProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>As <see cref="DiscoverAsync"/>, and besides whether it may read what there is nothing of yet: a permission that is missing today is missing on the day of the first VM.</summary>
    Task<DiscoveryResult> PreviewAsync(SourceSettings settings, string? secret, IProgress<DiscoveryProgress>? progress, CancellationToken cancellationToken) =>
        DiscoverAsync(settings, secret, progress, cancellationToken);

    /// <summary>
    /// Asks for each of these servers, missing from a list that was read to its end, whether it exists: one that may not be read any more is missing from
    /// the list too. Only those are returned of which the source says that they do not exist.
    /// </summary>
    /// <param name="settings">Of this source's kind.</param>
    /// <param name="secret">As for <see cref="DiscoverAsync"/>.</param>
    /// <param name="externalIds">Few: those on which somebody has access.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<(IReadOnlySet<string> Gone, IReadOnlyList<DiscoveryProblem> Problems)> FindGoneAsync(
        SourceSettings settings, string? secret, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken) =>
        Task.FromResult<(IReadOnlySet<string>, IReadOnlyList<DiscoveryProblem>)>((new HashSet<string>(StringComparer.Ordinal), []));
}

/// <summary>How far discovery is.</summary>
/// <param name="Sentence">What it does now, for the screen.</param>
/// <param name="ScopesDone">Subscriptions read.</param>
/// <param name="ScopesTotal">Subscriptions to read; 0 while not known.</param>
/// <param name="ServersFound">Servers so far.</param>
public sealed record DiscoveryProgress(string Sentence, int ScopesDone, int ScopesTotal, int ServersFound);
