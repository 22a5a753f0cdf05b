using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Catalog;

/// <summary>Connects an integration: checks what was typed, stores the secrets, adds the integration, and makes its first discovery due.</summary>
public sealed class ConnectIntegration(IIntegrationStore integrations, IntegrationSecrets secrets, TimeProvider clock)
{
    /// <summary>The new integration's id; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IntegrationId>> RunAsync(Actor actor, IntegrationInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. input.Problems()];
        using var given = await secrets.CheckAsync(input, null, problems, cancel);
        if (input.Source is AzureVmSettings { NeedsStoredCredential: true, Credential: var kind } && input.SourceSecretFrom is null && string.IsNullOrWhiteSpace(input.SourceSecret))
        {
            problems.Add(new(nameof(input.SourceSecret), kind == AzureCredentialKind.ClientSecret
                ? "Give the client secret of the app registration."
                : "Give the certificate of the app registration, with its private key."));
        }

        problems.AddRange(SourceSecretProblems(input, clock));
        if (input.ConnectorId is { } connector && !await integrations.HasConnectorAsync(connector, cancel))
        {
            problems.Add(new(nameof(input.ConnectorId), "There is no such connector."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var id = TypedId.New<IntegrationId>(clock);
        SecretRef? loginKey = null, sourceSecret = null;
        await secrets.StoreAsync(actor, id, given, (key, _) => loginKey = key, secret => sourceSecret = secret, cancel);
        var integration = new Integration
        {
            Id = id,
            Name = input.Name.Trim(),
            Source = input.Source!,
            SourceSecret = sourceSecret,
            ConnectorId = input.ConnectorId ?? ConnectorId.Embedded,
            LoginUser = input.LoginUser,
            LoginKey = loginKey!,
            LoginPublicKey = given.PublicKeyLine!,
            LinuxGroups = [.. input.LinuxGroups.Distinct(StringComparer.Ordinal)],
            OwnerId = input.OwnerId ?? actor.Id,
            Message = string.IsNullOrWhiteSpace(input.Message) ? null : input.Message.Trim(),
            Keep = TimeSpan.FromDays(input.KeepDays),
            HomeDisposal = input.HomeDisposal,
            ExistingAccounts = input.ExistingAccounts,
            Status = IntegrationStatus.Initializing,
            StatusReason = "Waiting for the first discovery.",
            ConnectedAt = now,
            NextSyncAt = now,
        };
        var audit = Audited.Integration(actor, now, id, "connected", $"{integration.Name} ({integration.Source.Kind}), user {integration.LoginUser}, key {given.Fingerprint} in {(loginKey is LocalSecretRef ? "the portal's own store" : loginKey)}");
        return await integrations.AddAsync(integration, audit, cancel)
            ? id
            : Refusal.Invalid(nameof(input.Name), "Another integration has this name.");
    }

    /// <summary>What is wrong with the secret that was typed for the source; an empty one is another matter.</summary>
    internal static IEnumerable<Problem> SourceSecretProblems(IntegrationInput input, TimeProvider clock) =>
        input.Source is AzureVmSettings { Credential: AzureCredentialKind.ClientCertificate } && !string.IsNullOrWhiteSpace(input.SourceSecret)
            && ClientCertificateText.Problem(input.SourceSecret, clock.GetUtcNow()) is { } sentence
            ? [new(nameof(input.SourceSecret), sentence)]
            : [];
}
