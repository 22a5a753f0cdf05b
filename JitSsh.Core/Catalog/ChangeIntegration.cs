using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Catalog;

/// <summary>Changes, disables, enables, refreshes or deletes an integration.</summary>
public sealed class ChangeIntegration(IIntegrationStore integrations, IntegrationSecrets secrets, TimeProvider clock)
{
    /// <summary>Changes an integration. Empty secrets keep the stored ones. NotFound for anyone but admins and its owner, who changes what <see cref="ForAdmins"/> leaves.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, IntegrationId id, IntegrationInput input, CancellationToken cancel = default)
    {
        if (!actor.Administers(id) || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        if (integration.IsDeleting)
        {
            return BeingDeleted;
        }

        List<Problem> problems = [.. input.Problems(), .. actor.IsAdmin ? [] : ForAdmins(integration, input)];
        using var given = await secrets.CheckAsync(input, integration, problems, cancel);
        if (input.Source is { } source && source.Kind != integration.Source.Kind)
        {
            problems.Add(new(nameof(input.Source), "An integration keeps its kind. Connect a new one instead."));
        }

        problems.AddRange(ConnectIntegration.SourceSecretProblems(input, clock));
        if (input.ConnectorId is { } connector && !await integrations.HasConnectorAsync(connector, cancel))
        {
            problems.Add(new(nameof(input.ConnectorId), "There is no such connector."));
        }

        if (problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var fields = FieldsOf(integration);
        await secrets.StoreAsync(actor, id, given, (key, line) => (integration.LoginKey, integration.LoginPublicKey) = (key, line), secret => integration.SourceSecret = secret, cancel);
        var now = clock.GetUtcNow();
        integration.Name = input.Name.Trim();
        integration.Source = SourceOf(integration, input)!;
        integration.ConnectorId = input.ConnectorId ?? integration.ConnectorId;
        integration.LoginUser = input.LoginUser;
        integration.LinuxGroups = [.. input.LinuxGroups.Distinct(StringComparer.Ordinal)];
        integration.OwnerId = input.OwnerId ?? integration.OwnerId;
        integration.Message = string.IsNullOrWhiteSpace(input.Message) ? null : input.Message.Trim();
        integration.Keep = TimeSpan.FromDays(input.KeepDays);
        integration.HomeDisposal = input.HomeDisposal;
        integration.ExistingAccounts = input.ExistingAccounts;
        (integration.NextSyncAt, integration.WaitUntil) = (integration.IsDisabled ? null : now, null);
        return await integrations.ChangeAsync(integration, Audited.Integration(actor, now, id, "changed", $"{integration.Name}, user {integration.LoginUser}", AuditChange.Between(fields, FieldsOf(integration))), cancel)
            ? Nothing.AtAll
            : Refusal.Invalid(nameof(input.Name), "Another integration has this name.");
    }

    /// <summary>Disables (no discovery, no new requests) or enables.</summary>
    /// <param name="actor">An admin, or its owner.</param>
    /// <param name="id">The integration.</param>
    /// <param name="disable">False enables it again.</param>
    /// <param name="endAccess">True when access to its servers ends now; otherwise it runs to its end.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<Nothing>> DisableAsync(Actor actor, IntegrationId id, bool disable, bool endAccess = false, CancellationToken cancel = default)
    {
        if (!actor.Administers(id) || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        if (integration.IsDeleting)
        {
            return BeingDeleted;
        }

        var now = clock.GetUtcNow();
        if (disable)
        {
            var how = endAccess ? "Access to its servers was ended." : "Access that people had runs to its end.";
            return await integrations.DisableAsync(id, $"Disabled by {actor.Name}. {how}", endAccess, actor, now, Audited.Integration(actor, now, id, "disabled", $"{integration.Name}. {how}"), cancel)
                ? Nothing.AtAll
                : BeingDeleted;
        }

        integration.Status = IntegrationStatus.Initializing;
        integration.StatusReason = "Waiting for a discovery.";
        integration.NextSyncAt = now;
        await integrations.ChangeAsync(integration, Audited.Integration(actor, now, id, "enabled", integration.Name), cancel);
        return Nothing.AtAll;
    }

    /// <summary>Makes a discovery due now; Conflict while it is disabled, or while the source asks to wait.</summary>
    public async Task<Outcome<Nothing>> RefreshAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        !actor.Administers(id) || await integrations.FindAsync(id, cancel) is not { } integration ? Refusal.NotFound
        : integration.IsDeleting ? BeingDeleted
        : integration is { IsDisabled: false, WaitUntil: { } until } && until > clock.GetUtcNow()
            ? Refusal.Conflict($"Azure asks not to be asked again before {until.UtcDateTime:HH:mm:ss} UTC. JitSsh looks by itself after that.")
        : await integrations.MakeDueAsync(id, clock.GetUtcNow(), cancel) ? Nothing.AtAll
        : Refusal.Conflict("This integration is disabled. Enable it first.");

    /// <summary>The source as it would be; what Run Command may do is changed elsewhere, and stays when it is left out.</summary>
    private static SourceSettings? SourceOf(Integration integration, IntegrationInput input) =>
        input.Source is AzureVmSettings { RunCommand: null } changed && integration.Source is AzureVmSettings before ? changed with { RunCommand = before.RunCommand } : input.Source;

    /// <summary>
    /// What decides which servers are reached, with which key, and what anybody may be given there: with it an owner could bring servers of others within the reach of the flows for their own.
    /// </summary>
    private static IEnumerable<Problem> ForAdmins(Integration integration, IntegrationInput input)
    {
        (string Field, bool IsChanged)[] fields =
        [
            (nameof(input.Name), input.Name.Trim() != integration.Name),
            (nameof(input.Source), AuditChange.Between(AuditFields.Of(new { integration.Source }), AuditFields.Of(new { Source = SourceOf(integration, input) })).Count > 0),
            (nameof(input.SourceSecret), !string.IsNullOrWhiteSpace(input.SourceSecret)),
            (nameof(input.SourceSecretFrom), input.SourceSecretFrom is not null || !string.IsNullOrWhiteSpace(input.SourceSecretSignIn)),
            (nameof(input.ConnectorId), input.ConnectorId is { } connector && connector != integration.ConnectorId),
            (nameof(input.LoginUser), input.LoginUser != integration.LoginUser),
            (nameof(input.Base64PrivateKey), !string.IsNullOrWhiteSpace(input.Base64PrivateKey)),
            (nameof(input.LoginKeyFrom), input.LoginKeyFrom is not null || !string.IsNullOrWhiteSpace(input.LoginKeySignIn)),
            (nameof(input.LinuxGroups), !input.LinuxGroups.ToHashSet(StringComparer.Ordinal).SetEquals(integration.LinuxGroups)),
            (nameof(input.OwnerId), input.OwnerId is { } owner && owner != integration.OwnerId),
        ];
        return fields.Where(f => f.IsChanged).Select(f => new Problem(f.Field, "Only an admin changes this."));
    }

    /// <summary>Of the secrets only the public half of the login key.</summary>
    private static IReadOnlyDictionary<string, string> FieldsOf(Integration i) => AuditFields.Of(new
    {
        i.Name, i.Source, i.ConnectorId, i.LoginUser, i.LoginPublicKey, i.LinuxGroups, i.OwnerId, i.Message, i.Keep, i.HomeDisposal, i.ExistingAccounts,
    });

    private static Refusal BeingDeleted => Refusal.Conflict("This integration is being deleted. Stop that first.");
}
