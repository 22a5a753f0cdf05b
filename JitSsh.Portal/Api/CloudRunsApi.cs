using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;

namespace JitSsh.Portal.Api;

/// <summary>Work on servers through Azure's control plane; for admins, save that people start a server of their own request.</summary>
internal static class CloudRunsApi
{
    public static void MapCloudRuns(this RouteGroupBuilder api)
    {
        var integration = api.MapGroup("/integrations/{id:guid}/run-command").WithTags("Run Command");
        integration.MapPost("/", AskAsync).WithSummary("Asks for work on servers of an integration through Run Command: the connector does it, some servers at once.").Refuses(404, 409, 422);
        integration.MapGet("/", ListAsync).WithSummary("Lists that work and what came of it, newest first.").Refuses(404);
        integration.MapPost("/cancel", CancelAsync).WithSummary("Takes back what waits, and stops waiting for what runs.").Refuses(404);
        integration.MapPut("/settings", ChangeAsync).WithSummary("Changes what is done through Run Command by itself.").Refuses(404, 409, 422);

        var servers = api.MapGroup("/servers/{id:guid}").WithTags("Run Command");
        servers.MapGet("/run-command", OfServerAsync).WithSummary("Lists the work on one server and what came of it, newest first.").Refuses(404);
        servers.MapPost("/host-keys/accept-vouched", AcceptVouchedAsync).WithSummary("Accepts exactly the host keys that Azure vouches for in place of others; 409 when it vouches for others since.").Refuses(404, 409, 422);

        var requests = api.MapGroup("/requests/{id:guid}").WithTags("Requests");
        requests.MapPost("/start", StartAsync).WithSummary("Starts a server of an approved request of yours that is switched off, where its integration allows it.").Refuses(404, 409);
        requests.MapGet("/stopped-servers", StoppedAsync).WithSummary("Lists the request's servers that are switched off, whether you may start them, and how far a start is.").Refuses(404);
    }

    private static async Task<Answer<AskedView>> AskAsync(Caller caller, IntegrationId id, CloudRunBody body, AskCloudRuns ask, CancellationToken cancel) =>
        (await ask.RunAsync(caller.Actor, id, body.Kind, body.Servers?.ToHashSet(), cancel)).Show(count => new AskedView(count));

    private static async Task<Answer<ListView<CloudRunView>>> ListAsync(
        Caller caller, IntegrationId id, CloudRunKind? kind, bool? latest, [AsParameters] PageQuery page, AskCloudRuns ask, CancellationToken cancel) =>
        (await ask.ListAsync(caller.Actor, new(id, Kinds: kind is { } one ? [one] : null, LatestOnly: latest == true), page.Page, cancel)).ShowPage(CloudRunView.Of);

    private static async Task<Answer<AskedView>> CancelAsync(Caller caller, IntegrationId id, AskCloudRuns ask, CancellationToken cancel) =>
        (await ask.CancelAsync(caller.Actor, id, cancel)).Show(count => new AskedView(count));

    private static async Task<Done> ChangeAsync(Caller caller, IntegrationId id, RunCommandSettings body, ChangeRunCommand change, CancellationToken cancel) =>
        (await change.RunAsync(caller.Actor, id, body, cancel)).Done();

    private static async Task<Answer<ListView<CloudRunView>>> OfServerAsync(Caller caller, ServerId id, [AsParameters] PageQuery page, ListServers servers, AskCloudRuns ask, CancellationToken cancel)
    {
        Outcome<PageOf<CloudRun>> found = await servers.FindAsync(caller.Actor, id, cancel) is { IsDone: true, Value: var server } ? await ask.ListAsync(caller.Actor, new(server.IntegrationId, id), page.Page, cancel) : Refusal.NotFound;
        return found.ShowPage(CloudRunView.Of);
    }

    private static async Task<Done> AcceptVouchedAsync(Caller caller, ServerId id, HostKeysBody body, HostKeys keys, CancellationToken cancel)
    {
        var shown = HostKey.ReadLines(string.Join('\n', body.HostKeys));
        Outcome<Nothing> outcome = shown.Count == body.HostKeys.Count
            ? await keys.AcceptVouchedAsync(caller.Actor, id, shown, cancel)
            : Refusal.Invalid("HostKeys", "A host key is its type and base64 on one line, as the server's vouchedHostKeys show it.");
        return outcome.Done();
    }

    private static async Task<Done> StartAsync(Caller caller, RequestId id, StartBody body, StartServer start, CancellationToken cancel) =>
        (await start.RunAsync(caller.Actor, id, body.ServerId, cancel)).Done();

    private static async Task<Answer<IReadOnlyList<StoppedServerView>>> StoppedAsync(Caller caller, RequestId id, StartServer start, CancellationToken cancel) =>
        (await start.OfAsync(caller.Actor, id, cancel)).ShowAll(StoppedServerView.Of);
}

/// <summary>Work to ask for.</summary>
internal sealed record CloudRunBody
{
    /// <summary>ReadHostKeys, Look, Prepare, Undo or EndAccess.</summary>
    public required CloudRunKind Kind { get; init; }

    /// <summary>Which servers; left out, all that the last discovery saw (only for ReadHostKeys and Look).</summary>
    public IReadOnlyList<ServerId>? Servers { get; init; }
}

/// <summary>Which server to start.</summary>
internal sealed record StartBody
{
    /// <summary>One of the request's servers.</summary>
    public required ServerId ServerId { get; init; }
}

/// <summary>How many servers it concerns.</summary>
/// <param name="Servers">Those on which the same was open already are not counted.</param>
internal sealed record AskedView(int Servers);

/// <summary>A piece of work through the control plane.</summary>
/// <param name="Id">The id.</param>
/// <param name="ServerId">The server.</param>
/// <param name="ServerName">Its name when it was asked.</param>
/// <param name="Kind">What is done.</param>
/// <param name="State">How far it is.</param>
/// <param name="AskedBy">Who asked; JitSsh by the integration's settings.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Text">What came of it.</param>
/// <param name="Findings">What was found, made or taken away.</param>
internal sealed record CloudRunView(
    CloudRunId Id, ServerId ServerId, string ServerName, CloudRunKind Kind, CloudRunState State, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt, string? Text, IReadOnlyList<CloudFinding> Findings)
{
    public static CloudRunView Of(CloudRun r) => new(r.Id, r.ServerId, r.ServerName, r.Kind, r.State, r.AskedByName, r.AskedAt, r.StartedAt, r.EndedAt, r.Text, r.Findings);
}

/// <summary>A server of a request that is switched off, or was started for it.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="MayStart">True when you may start it.</param>
/// <param name="State">How far the last start is; null when there was none.</param>
/// <param name="Text">What came of it.</param>
internal sealed record StoppedServerView(ServerId ServerId, bool MayStart, CloudRunState? State, string? Text)
{
    public static StoppedServerView Of(StoppedServer s) => new(s.ServerId, s.MayStart, s.Run?.State, s.Run?.Text);
}
