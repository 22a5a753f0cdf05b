using JitSsh.Core.Catalog;

namespace JitSsh.Core.Discovery;

/// <summary>Asks the source that understands the settings. The wizard's preview and the connector's sync both go through here.</summary>
public sealed class DiscoverServers(IEnumerable<IServerSource> sources)
{
    private readonly Dictionary<string, IServerSource> byKind = sources.ToDictionary(source => source.Kind, StringComparer.Ordinal);

    /// <summary>Checks the settings, then asks. See <see cref="IServerSource.DiscoverAsync"/>.</summary>
    /// <exception cref="NotSupportedException">There is no source of this kind in this build.</exception>
    public Task<DiscoveryResult> DiscoverAsync(
        SourceSettings settings,
        string? secret,
        IProgress<DiscoveryProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Refused(settings) is { } refused ? Task.FromResult(refused) : Source(settings).DiscoverAsync(settings, secret, progress, cancellationToken);

    /// <summary>Checks the settings, then asks. See <see cref="IServerSource.PreviewAsync"/>.</summary>
    /// <exception cref="NotSupportedException">There is no source of this kind in this build.</exception>
    public Task<DiscoveryResult> PreviewAsync(
        SourceSettings settings,
        string? secret,
        IProgress<DiscoveryProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Refused(settings) is { } refused ? Task.FromResult(refused) : Source(settings).PreviewAsync(settings, secret, progress, cancellationToken);

    /// <summary>See <see cref="IServerSource.FindGoneAsync"/>.</summary>
    /// <exception cref="NotSupportedException">There is no source of this kind in this build.</exception>
    public Task<(IReadOnlySet<string> Gone, IReadOnlyList<DiscoveryProblem> Problems)> FindGoneAsync(
        SourceSettings settings, string? secret, IReadOnlyCollection<string> externalIds, CancellationToken cancellationToken = default) =>
        Source(settings).FindGoneAsync(settings, secret, externalIds, cancellationToken);

    private IServerSource Source(SourceSettings settings) =>
        byKind.TryGetValue(settings.Kind, out var source) ? source : throw new NotSupportedException($"There is no server source of the kind '{settings.Kind}'.");

    private static DiscoveryResult? Refused(SourceSettings settings) =>
        settings.Problems() is { Count: > 0 } problems
            ? DiscoveryResult.Failed([.. problems.Select(problem => new DiscoveryProblem(DiscoveryProblemKind.Settings, problem))])
            : null;
}
