using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;

namespace JitSsh.Core.CloudRuns;

/// <summary>What a person sees of a server of theirs that is switched off.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="MayStart">True when the integration lets people start it.</param>
/// <param name="Run">The start that was last asked for; null when there was none.</param>
public sealed record StoppedServer(ServerId ServerId, bool MayStart, CloudRun? Run);

/// <summary>Lets a person start a server that is switched off and that they were granted access to, where the integration allows it.</summary>
public sealed class StartServer(ICloudRunStore runs, IServerStore servers, IIntegrationStore integrations, IGrantStore grants, IPowerSwitch power, TimeProvider clock)
{
    /// <summary>Asks for the start; NotFound for anyone but the requester and admins, Conflict where it is not allowed or not needed.</summary>
    public async Task<Outcome<Nothing>> RunAsync(Actor actor, RequestId request, ServerId id, CancellationToken cancel = default)
    {
        if (await MineAsync(actor, request, cancel) is not { } row || row.Servers.FirstOrDefault(s => s.ServerId == id) is not { } access || await servers.FindAsync(id, cancel) is not { } server)
        {
            return Refusal.NotFound;
        }

        if (!GivesAccess(row, access))
        {
            return Refusal.Conflict($"This request gives no access to {server.Name} now, so it cannot be started from here.");
        }

        if (!server.IsSwitchedOff)
        {
            return Refusal.Conflict($"{server.Name} is not switched off, as far as is known.");
        }

        if (!await MayStartAsync(server, cancel))
        {
            return Refusal.Conflict($"The integration of {server.Name} does not let people start its servers. Ask an admin.");
        }

        await runs.AddAsync([AskCloudRuns.New(server, CloudRunKind.Start, actor, clock.GetUtcNow(), request, clock)], actor, cancel);
        return Nothing.AtAll;
    }

    /// <summary>The servers of an approved request that are switched off, or that were started for it; NotFound for anyone but the requester and admins.</summary>
    public async Task<Outcome<IReadOnlyList<StoppedServer>>> OfAsync(Actor actor, RequestId request, CancellationToken cancel = default)
    {
        if (await MineAsync(actor, request, cancel) is not { } row)
        {
            return Refusal.NotFound;
        }

        if (row.Request.State != RequestState.Approved)
        {
            return Outcomes.Done<IReadOnlyList<StoppedServer>>([]);
        }

        var asked = (await runs.ListAsync(new(Request: request, Kinds: [CloudRunKind.Start], LatestOnly: true), new(0, Page.Max), cancel)).Items.ToDictionary(r => r.ServerId);
        List<StoppedServer> found = [];
        foreach (var access in row.Servers.Where(s => GivesAccess(row, s) && (s.IsSwitchedOff || asked.ContainsKey(s.ServerId))))
        {
            var mayStart = access.IsSwitchedOff && await servers.FindAsync(access.ServerId, cancel) is { } server && await MayStartAsync(server, cancel);
            found.Add(new(access.ServerId, mayStart, asked.GetValueOrDefault(access.ServerId)));
        }

        return Outcomes.Done<IReadOnlyList<StoppedServer>>(found);
    }

    /// <summary>True when the request gives access to the server now, or is about to: not when an approver has left it out, before it begins, or when it only extends other access.</summary>
    private static bool GivesAccess(RequestRow row, RequestedAccess access) =>
        row.Request is { State: RequestState.Approved, ExtendsId: null } && !access.IsLeftOut && access.Status != AccessStatus.Scheduled
        && access.Grant is null or { State: GrantState.Pending or GrantState.Active };

    private async Task<RequestRow?> MineAsync(Actor actor, RequestId request, CancellationToken cancel) =>
        actor.Id is not null && (await grants.RequestsAsync([request], cancel)).FirstOrDefault() is { } row && (actor.Is(row.Request.RequesterId) || actor.IsAdmin) ? row : null;

    private async Task<bool> MayStartAsync(Server server, CancellationToken cancel) =>
        await integrations.FindAsync(server.IntegrationId, cancel) is { IsDisabled: false, Source: AzureVmSettings { RunCommand.LetPeopleStart: true } source } found && found.ConnectorId == ConnectorId.Embedded && power.Serves(source);
}
