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
}

/// <summary>How far discovery is.</summary>
/// <param name="Sentence">What it does now, for the screen.</param>
/// <param name="ScopesDone">Subscriptions read.</param>
/// <param name="ScopesTotal">Subscriptions to read; 0 while not known.</param>
/// <param name="ServersFound">Servers so far.</param>
public sealed record DiscoveryProgress(string Sentence, int ScopesDone, int ScopesTotal, int ServersFound);
