using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;

namespace JitSsh.Core.CloudRuns;

/// <summary>Asks for work through the control plane, shows it and takes it back; for admins and the integration's owner. The work itself is the connector's.</summary>
public sealed class AskCloudRuns(ICloudRunStore runs, IServerStore servers, IIntegrationStore integrations, IGrantStore grants, IRunCommand command, TimeProvider clock)
{
    /// <summary>Asks for one kind of work on some servers of an integration. How many were asked; those on which the same is open already are left as they are.</summary>
    /// <param name="actor">An admin, or its owner; NotFound for anyone else.</param>
    /// <param name="integration">The integration.</param>
    /// <param name="kind">Anything but <see cref="CloudRunKind.Start"/>, which belongs to a request.</param>
    /// <param name="chosen">Which of its servers; null for all that were seen, which only reading host keys and looking allow.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Outcome<int>> RunAsync(Actor actor, IntegrationId integration, CloudRunKind kind, IReadOnlyCollection<ServerId>? chosen, CancellationToken cancel = default)
    {
        if (!actor.Administers(integration) || await integrations.FindAsync(integration, cancel) is not { } found)
        {
            return Refusal.NotFound;
        }

        if (!command.Serves(found.Source))
        {
            return Refusal.Conflict("These servers are a list kept by hand: there is no Run Command for them.");
        }

        if (found.ConnectorId != ConnectorId.Embedded)
        {
            return Refusal.Conflict(NotRemote);
        }

        if (kind == CloudRunKind.Start || (chosen is null && kind is not (CloudRunKind.ReadHostKeys or CloudRunKind.Look)))
        {
            return Refusal.Invalid("Servers", "Choose the servers.");
        }

        var all = await servers.OfIntegrationAsync(integration, cancel);
        var wanted = all.Where(s => chosen is null ? s.IsSeen : chosen.Contains(s.Id)).ToList();
        if (wanted.Count == 0)
        {
            return Refusal.Invalid("Servers", chosen is { Count: > 0 } ? "None of these servers belongs to this integration any more." : "There is no server to work on. Refresh the integration first.");
        }

        if (kind == CloudRunKind.Undo)
        {
            foreach (var server in wanted)
            {
                if ((await grants.OpenOnServerAsync(server.Id, cancel)).Count > 0)
                {
                    return Refusal.Conflict($"People have access to {server.Name}. End their access first: without the login user JitSsh could not.");
                }
            }
        }

        var now = clock.GetUtcNow();
        return await runs.AddAsync([.. wanted.Select(s => New(s, kind, actor, now, null, clock))], actor, cancel);
    }

    /// <summary>The runs, the newest first; NotFound for whoever does not see the filter's integration, or all of them.</summary>
    public async Task<Outcome<PageOf<CloudRun>>> ListAsync(Actor actor, CloudRunFilter filter, Page page, CancellationToken cancel = default) =>
        (filter.Integration is { } one ? actor.Sees(one) : actor.SeesAll) ? await runs.ListAsync(filter, page, cancel) : Refusal.NotFound;

    /// <summary>Takes back what waits and stops waiting for what runs. How many runs it concerned; NotFound for anyone but admins and its owner.</summary>
    public async Task<Outcome<int>> CancelAsync(Actor actor, IntegrationId integration, CancellationToken cancel = default) =>
        !actor.Administers(integration) || await integrations.FindAsync(integration, cancel) is null ? Refusal.NotFound
        : await runs.CancelAsync(new(integration), actor, clock.GetUtcNow(), cancel);

    /// <summary>Why there is no Run Command where a connector apart from the portal works.</summary>
    internal const string NotRemote = "A connector apart from the portal works on these servers, and it does not use Run Command yet. Do this on the servers or in Azure, or let the built-in connector work on the integration.";

    internal static CloudRun New(Server server, CloudRunKind kind, Actor by, DateTimeOffset now, RequestId? request, TimeProvider clock) => new()
    {
        Id = TypedId.New<CloudRunId>(clock),
        IntegrationId = server.IntegrationId,
        ServerId = server.Id,
        ServerName = server.Name,
        Kind = kind,
        AskedBy = by.Id,
        AskedByName = by.Name,
        AskedAt = now,
        RequestId = request,
    };
}
