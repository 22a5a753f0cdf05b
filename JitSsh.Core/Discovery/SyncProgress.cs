using System.Collections.Concurrent;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery;

/// <summary>
/// How far the discoveries are that run in this process. Kept in memory only: a discovery that finds nothing new writes nothing, and what was said
/// of one that is over is of no use.
/// </summary>
public sealed class SyncProgress(ChangeFeed feed, TimeProvider clock)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<IntegrationId, DiscoveryProgress> running = new();

    /// <summary>How far it is; null when none runs here, or for whoever does not see it.</summary>
    public DiscoveryProgress? Of(Actor actor, IntegrationId integration) => actor.Sees(integration) ? running.GetValueOrDefault(integration) : null;

    /// <summary>Takes note of a discovery's words and tells open pages, not too often.</summary>
    internal IProgress<DiscoveryProgress> Begin(IntegrationId integration) => new Report(this, integration);

    /// <summary>It is over.</summary>
    internal void End(IntegrationId integration) => running.TryRemove(integration, out _);

    private DateTimeOffset Now => clock.GetUtcNow();

    private void Tell(IntegrationId integration) => feed.Publish(ChangeOf.Integration, integration.Value);

    private sealed class Report(SyncProgress owner, IntegrationId integration) : IProgress<DiscoveryProgress>
    {
        private readonly Lock gate = new();
        private DateTimeOffset told = DateTimeOffset.MinValue;

        void IProgress<DiscoveryProgress>.Report(DiscoveryProgress value)
        {
            owner.running[integration] = value;
            lock (gate)
            {
                var now = owner.Now;
                if (now - told < TellEvery)
                {
                    return;
                }

                told = now;
            }

            owner.Tell(integration);
        }
    }
}
