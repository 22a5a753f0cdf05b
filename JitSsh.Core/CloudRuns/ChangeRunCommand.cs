using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.CloudRuns;

/// <summary>Changes what an integration may do through the control plane by itself.</summary>
public sealed class ChangeRunCommand(IIntegrationStore integrations, TimeProvider clock)
{
    /// <summary>Changes it; NotFound for anyone but an admin, Conflict where there is no control plane.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, IntegrationId id, RunCommandSettings settings, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        if (integration.Source is not AzureVmSettings source)
        {
            return Refusal.Conflict("These servers are a list kept by hand: there is no Run Command for them.");
        }

        if (integration.ConnectorId != ConnectorId.Embedded)
        {
            return Refusal.Conflict(AskCloudRuns.NotRemote);
        }

        if (settings.Problems() is { Count: > 0 } problems)
        {
            return Refusal.Invalid(nameof(settings.EndAfterMinutes), problems[0]);
        }

        integration.Source = source with { RunCommand = settings };
        await integrations.ChangeAsync(integration, Audited.Integration(actor, clock.GetUtcNow(), id, "changed", $"{integration.Name}, Run Command: {settings.Words}"), cancel);
        return Nothing.AtAll;
    }
}
