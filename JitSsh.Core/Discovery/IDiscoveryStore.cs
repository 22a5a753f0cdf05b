using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery;

/// <summary>What a discovery changed.</summary>
/// <param name="Added">Servers that were not known.</param>
/// <param name="Changed">Servers of which something is different.</param>
/// <param name="Gone">Servers that were there before and are not any more.</param>
/// <param name="Lost">Parts of the source in which servers are known and which it shows no more.</param>
public sealed record DiscoveryChanges(int Added, int Changed, int Gone, IReadOnlyList<LostScope> Lost);

/// <summary>A part of the source (an Azure subscription) that the identity sees no more. Its servers stay as they were last seen.</summary>
/// <param name="Id">Subscription id.</param>
/// <param name="Servers">How many servers of it are known.</param>
public sealed record LostScope(string Id, int Servers)
{
    /// <summary>For the integration's status.</summary>
    public string Sentence =>
        $"Subscription {Id} is not visible to this identity any more; {(Servers == 1 ? "its server stays as it was" : $"its {Servers} servers stay as they were")} last seen. Give the identity its role there again, or, if the subscription is no longer wanted, choose the subscriptions in the settings.";
}

/// <summary>Keeps what discoveries find.</summary>
public interface IDiscoveryStore
{
    /// <summary>
    /// Adds new servers and changes known ones; of those that are missing, concludes only what the result allows: nothing where a scope was not read to its end, "not seen" where it was,
    /// and "gone", which ends all access to them, for those in <see cref="DiscoveryResult.Gone"/>. Writes nothing about a server that is as it was. One transaction.
    /// </summary>
    Task<DiscoveryChanges> ApplyAsync(IntegrationId integration, DiscoveryResult result, CancellationToken cancel);

    /// <summary>External ids of servers that are missing from a scope that was read to its end, and on which somebody has access or is about to: of these it matters whether they are gone.</summary>
    Task<IReadOnlyList<string>> MissingWithAccessAsync(IntegrationId integration, DiscoveryResult result, CancellationToken cancel);
}
