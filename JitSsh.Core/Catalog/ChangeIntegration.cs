using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets.Local;

namespace JitSsh.Core.Catalog;

/// <summary>Changes, disables, enables, refreshes or deletes an integration.</summary>
public sealed class ChangeIntegration(IIntegrationStore integrations, LocalSecretStore secrets, TimeProvider clock)
{
    /// <summary>Changes an integration. Empty secrets keep the stored ones. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, IntegrationId id, IntegrationInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        var key = string.IsNullOrWhiteSpace(input.Base64PrivateKey) ? null : input.ReadPrivateKey();
        using var privateKey = key?.Key;
        List<Problem> problems = [.. input.Problems()];
        if (key is { IsValid: false })
        {
            problems.Add(new(nameof(input.Base64PrivateKey), key.Problem));
        }

        if (input.Source is { } source && source.Kind != integration.Source.Kind)
        {
            problems.Add(new(nameof(input.Source), "An integration keeps its kind. Connect a new one instead."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        if (privateKey is not null)
        {
            integration.LoginKey = (await secrets.WriteAsync(actor, $"integration-{id}-login-key", privateKey.Text.ToArray(), cancel)).Value;
            integration.LoginPublicKey = privateKey.PublicKeyLine;
        }

        integration.SourceSecret = await ConnectIntegration.StoreSourceSecretAsync(secrets, actor, id, input.SourceSecret, cancel) ?? integration.SourceSecret;
        var now = clock.GetUtcNow();
        integration.Name = input.Name.Trim();
        integration.Source = input.Source is AzureVmSettings { RunCommand: null } changed && integration.Source is AzureVmSettings before ? changed with { RunCommand = before.RunCommand } : input.Source!;
        integration.LoginUser = input.LoginUser;
        integration.LinuxGroups = [.. input.LinuxGroups.Distinct(StringComparer.Ordinal)];
        integration.OwnerId = input.OwnerId ?? integration.OwnerId;
        integration.Message = string.IsNullOrWhiteSpace(input.Message) ? null : input.Message.Trim();
        integration.Keep = TimeSpan.FromDays(input.KeepDays);
        integration.HomeDisposal = input.HomeDisposal;
        integration.ExistingAccounts = input.ExistingAccounts;
        integration.NextSyncAt = integration.IsDisabled ? null : now;
        return await integrations.ChangeAsync(integration, Audited.Integration(actor, now, id, "changed", $"{integration.Name}, user {integration.LoginUser}"), cancel)
            ? Nothing.AtAll
            : Refusal.Invalid(nameof(input.Name), "Another integration has this name.");
    }

    /// <summary>Disables (no discovery, no new requests; open grants run to their end) or enables.</summary>
    public async Task<Outcome<Nothing>> DisableAsync(Actor actor, IntegrationId id, bool disable, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        integration.Status = disable ? IntegrationStatus.Disabled : IntegrationStatus.Initializing;
        integration.StatusReason = disable ? $"Disabled by {actor.Name}." : "Waiting for a discovery.";
        integration.NextSyncAt = disable ? null : now;
        await integrations.ChangeAsync(integration, Audited.Integration(actor, now, id, disable ? "disabled" : "enabled", integration.Name), cancel);
        return Nothing.AtAll;
    }

    /// <summary>Makes a discovery due now.</summary>
    public async Task<Outcome<Nothing>> RefreshAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        !actor.IsAdmin || await integrations.FindAsync(id, cancel) is null ? Refusal.NotFound
        : await integrations.MakeDueAsync(id, clock.GetUtcNow(), cancel) ? Nothing.AtAll
        : Refusal.Conflict("This integration is disabled. Enable it first.");

    /// <summary>Deletes an integration with its servers; Conflict while a grant on them is open.</summary>
    public async Task<Outcome<Nothing>> DeleteAsync(Actor actor, IntegrationId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        return await integrations.RemoveIfUnusedAsync(id, Audited.Integration(actor, clock.GetUtcNow(), id, "deleted", integration.Name), cancel)
            ? Nothing.AtAll
            : Refusal.Conflict("People have access to its servers. End their access first, then delete.");
    }
}
