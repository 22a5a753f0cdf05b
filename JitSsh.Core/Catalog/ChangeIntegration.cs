using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>Changes, disables, enables, refreshes or deletes an integration.</summary>
public sealed class ChangeIntegration(IIntegrationStore integrations, IntegrationSecrets secrets, TimeProvider clock)
{
    /// <summary>Changes an integration. Empty secrets keep the stored ones. NotFound for anyone but an admin.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, IntegrationId id, IntegrationInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        List<Problem> problems = [.. input.Problems()];
        using var given = await secrets.CheckAsync(input, integration, problems, cancel);
        if (input.Source is { } source && source.Kind != integration.Source.Kind)
        {
            problems.Add(new(nameof(input.Source), "An integration keeps its kind. Connect a new one instead."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        await secrets.StoreAsync(actor, id, given, (key, line) => (integration.LoginKey, integration.LoginPublicKey) = (key, line), secret => integration.SourceSecret = secret, cancel);
        var now = clock.GetUtcNow();
        integration.Name = input.Name.Trim();
        integration.Source = input.Source!;
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
