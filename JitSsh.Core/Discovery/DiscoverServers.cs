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
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!byKind.TryGetValue(settings.Kind, out var source))
        {
            throw new NotSupportedException($"There is no server source of the kind '{settings.Kind}'.");
        }

        var problems = settings.Problems();
        return problems.Count > 0
            ? Task.FromResult(DiscoveryResult.Failed([.. problems.Select(problem => new DiscoveryProblem(DiscoveryProblemKind.Settings, problem))]))
            : source.DiscoverAsync(settings, secret, progress, cancellationToken);
    }
}
