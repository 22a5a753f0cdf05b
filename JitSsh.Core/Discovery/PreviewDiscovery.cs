using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery;

/// <summary>Shows an admin what a source would find, before anything is connected.</summary>
public sealed class PreviewDiscovery(DiscoverServers discover)
{
    /// <summary>What would be found; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<DiscoveryResult>> RunAsync(Actor actor, SourceSettings source, string? secret, IProgress<DiscoveryProgress>? progress = null, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var problems = source.Problems();
        return problems.Count > 0
            ? Refusal.Invalid([.. problems.Select(p => new Problem(nameof(IntegrationInput.Source), p))])
            : await discover.PreviewAsync(source, secret, progress, cancel);
    }
}
