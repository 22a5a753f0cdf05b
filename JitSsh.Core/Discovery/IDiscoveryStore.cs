using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery;

/// <summary>What a discovery changed.</summary>
/// <param name="Added">Servers that were not known.</param>
/// <param name="Changed">Servers of which something is different.</param>
/// <param name="Gone">Servers that were there before and were not seen now.</param>
public sealed record DiscoveryChanges(int Added, int Changed, int Gone);

/// <summary>Keeps what discoveries find.</summary>
public interface IDiscoveryStore
{
    /// <summary>Adds new servers, changes known ones, and marks as not seen those that are missing, if everything was read to its end. One transaction.</summary>
    Task<DiscoveryChanges> ApplyAsync(IntegrationId integration, DiscoveryResult result, CancellationToken cancel);
}
