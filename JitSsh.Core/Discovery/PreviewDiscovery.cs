using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Discovery;

/// <summary>Shows an admin what a source would find, before anything is connected or saved.</summary>
public sealed class PreviewDiscovery(DiscoverServers discover, IIntegrationStore integrations, IntegrationSecrets secrets)
{
    /// <summary>What would be found, or why what it signs in with cannot be had; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<DiscoveryResult>> RunAsync(Actor actor, DiscoveryTrial trial, IProgress<DiscoveryProgress>? progress = null, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var stored = trial.Integration is { } id ? await integrations.FindAsync(id, cancel) : null;
        if (trial.Integration is not null && stored is null)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. trial.Source.Problems().Select(p => new Problem(nameof(IntegrationInput.Source), p))];
        var secret = problems.Count > 0 ? null : await secrets.ReadSourceAsync(
            new() { Source = trial.Source, SourceSecret = trial.SourceSecret, SourceSecretFrom = trial.SourceSecretFrom, SourceSecretSignIn = trial.SourceSecretSignIn }, stored, problems, cancel);
        return problems.Count > 0 ? Refusal.Invalid(problems) : await discover.PreviewAsync(trial.Source, secret, progress, cancel);
    }
}
