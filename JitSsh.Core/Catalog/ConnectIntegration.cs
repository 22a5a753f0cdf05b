using System.Text;
using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Catalog;

/// <summary>Connects an integration: checks what was typed, stores the secrets, adds the integration, and makes its first discovery due.</summary>
public sealed class ConnectIntegration(IIntegrationStore integrations, LocalSecretStore secrets, TimeProvider clock)
{
    /// <summary>The new integration's id; NotFound for anyone but an admin.</summary>
    public async Task<Outcome<IntegrationId>> RunAsync(Actor actor, IntegrationInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        var key = input.ReadPrivateKey();
        using var privateKey = key.Key;
        List<Problem> problems = [.. input.Problems()];
        if (!key.IsValid)
        {
            problems.Add(new(nameof(input.Base64PrivateKey), key.Problem));
        }

        if (input.Source is AzureVmSettings { Credential: AzureCredentialKind.ClientSecret } && string.IsNullOrWhiteSpace(input.SourceSecret))
        {
            problems.Add(new(nameof(input.SourceSecret), "Give the client secret of the app registration."));
        }

        if (problems.Count > 0 || privateKey is null)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        var id = TypedId.New<IntegrationId>(clock);
        var loginKey = await secrets.WriteAsync(actor, $"integration-{id}-login-key", privateKey.Text.ToArray(), cancel);
        var integration = new Integration
        {
            Id = id,
            Name = input.Name.Trim(),
            Source = input.Source!,
            SourceSecret = await StoreSourceSecretAsync(secrets, actor, id, input.SourceSecret, cancel),
            ConnectorId = ConnectorId.Embedded,
            LoginUser = input.LoginUser,
            LoginKey = loginKey.Value,
            LoginPublicKey = privateKey.PublicKeyLine,
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
        var audit = Audited.Integration(actor, now, id, "connected", $"{integration.Name} ({integration.Source.Kind}), user {integration.LoginUser}, key {privateKey.Fingerprint}");
        return await integrations.AddAsync(integration, audit, cancel)
            ? id
            : Refusal.Invalid(nameof(input.Name), "Another integration has this name.");
    }

    internal static async Task<SecretRef?> StoreSourceSecretAsync(LocalSecretStore secrets, Actor actor, IntegrationId id, string? secret, CancellationToken cancel) =>
        string.IsNullOrWhiteSpace(secret)
            ? null
            : (await secrets.WriteAsync(actor, $"integration-{id}-source", Encoding.UTF8.GetBytes(secret.Trim()), cancel)).Value;
}
