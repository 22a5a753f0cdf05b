using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;

namespace JitSsh.Core.Discovery;

/// <summary>Shows an admin what a source would find, before anything is connected or saved.</summary>
public sealed class PreviewDiscovery(DiscoverServers discover, IIntegrationStore integrations, IntegrationSecrets secrets, IConnectorDiscovery apart)
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
        var connector = trial.Connector ?? stored?.ConnectorId ?? ConnectorId.Embedded;
        if (connector != ConnectorId.Embedded && problems.Count == 0)
        {
            return await ApartAsync(connector, trial, stored, cancel);
        }

        var secret = problems.Count > 0 ? null : await secrets.ReadSourceAsync(
            new() { Source = trial.Source, SourceSecret = trial.SourceSecret, SourceSecretFrom = trial.SourceSecretFrom, SourceSecretSignIn = trial.SourceSecretSignIn }, stored, problems, cancel);
        return problems.Count > 0 ? Refusal.Invalid(problems) : await discover.PreviewAsync(trial.Source, secret, progress, cancel);
    }

    /// <summary>A connector apart from the portal looks, with what it reads itself.</summary>
    private async Task<Outcome<DiscoveryResult>> ApartAsync(ConnectorId connector, DiscoveryTrial trial, Integration? stored, CancellationToken cancel)
    {
        var secret = trial.SourceSecretFrom ?? stored?.SourceSecret;
        if (!string.IsNullOrWhiteSpace(trial.SourceSecret) || !string.IsNullOrWhiteSpace(trial.SourceSecretSignIn) || secret is LocalSecretRef or { SignInWith: LocalSecretRef })
        {
            return Refusal.Invalid(nameof(IntegrationInput.SourceSecretFrom), "A connector apart from the portal reads its secrets itself. Name the Key Vault, the Vault, or the file or environment variable of the connector.");
        }

        var (result, problem) = await apart.PreviewAsync(connector, trial.Source, secret, cancel);
        return result is not null ? result : Refusal.Invalid(nameof(IntegrationInput.ConnectorId), problem ?? "The connector did not say what it found.");
    }
}
