using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;

namespace JitSsh.Portal.Api;

/// <summary>Servers and their host keys; for admins.</summary>
internal static class ServersApi
{
    public static void MapServers(this RouteGroupBuilder api)
    {
        var servers = api.MapGroup("/servers").WithTags("Servers");
        servers.MapGet("/", ListAsync).WithSummary("Lists servers, of one integration or of all.").Refuses(404);
        servers.MapGet("/health", HealthAsync).WithSummary("Counts servers by their state, of one integration or of all.").Refuses(404);
        servers.MapGet("/health/by-integration", HealthByIntegrationAsync).WithSummary("Counts servers by their state, for each integration.").Refuses(404);
        servers.MapGet("/{id:guid}", GetAsync).WithSummary("Shows a server.").Refuses(404);
        servers.MapPost("/{id:guid}/host-keys/scan", ScanAsync).WithSummary("Asks the server for its host keys, without trusting them.").Refuses(404, 409);
        servers.MapPost("/{id:guid}/host-keys/accept", AcceptAsync).WithSummary("Accepts exactly these host keys; 409 when the server has shown others since.").Refuses(404, 409, 422);
        servers.MapPost("/{id:guid}/test", TestAsync).WithSummary("Looks whether JitSsh could work on the server, changing nothing there.").Refuses(404);
        servers.MapGet("/{id:guid}/access", AccessAsync).WithSummary("Shows who is on the server now, and why.").Refuses(404);
        servers.MapGet("/{id:guid}/drift", DriftAsync).WithSummary("Lists the runs that found something changed by others and put it right, the newest first.").Refuses(404);
        servers.MapGet("/{id:guid}/residue", ResidueAsync).WithSummary("Lists what people left behind on the server and is still there, accepted or not.").Refuses(404);
    }

    private static async Task<Answer<ListView<ServerView>>> ListAsync(
        Caller caller, string? search, IntegrationId? integration, ServerHealth? health, [AsParameters] PageQuery page, ListServers servers, CancellationToken cancel) =>
        (await servers.RunAsync(caller.Actor, new(search, integration, health), page.Page, cancel)).ShowPage(row => ServerView.Of(row.Server));

    private static async Task<Answer<IReadOnlyList<HealthCount>>> HealthAsync(Caller caller, IntegrationId? integration, ListServers servers, CancellationToken cancel) =>
        (await servers.HealthAsync(caller.Actor, integration, cancel)).ShowAll(count => count);

    private static async Task<Answer<IReadOnlyList<IntegrationHealth>>> HealthByIntegrationAsync(Caller caller, ListServers servers, CancellationToken cancel) =>
        (await servers.HealthByIntegrationAsync(caller.Actor, cancel)).ShowAll(health => health);

    private static async Task<Answer<ServerView>> GetAsync(Caller caller, ServerId id, ListServers servers, CancellationToken cancel) =>
        (await servers.FindAsync(caller.Actor, id, cancel)).Show(ServerView.Of);

    private static async Task<Answer<IReadOnlyList<HostKeyView>>> ScanAsync(Caller caller, ServerId id, HostKeys keys, CancellationToken cancel) =>
        (await keys.ScanAsync(caller.Actor, id, cancel)).ShowAll(HostKeyView.Of);

    private static async Task<Done> AcceptAsync(Caller caller, ServerId id, HostKeysBody body, HostKeys keys, CancellationToken cancel)
    {
        var shown = HostKey.ReadLines(string.Join('\n', body.HostKeys));
        Outcome<Nothing> outcome = shown.Count == body.HostKeys.Count
            ? await keys.AcceptAsync(caller.Actor, id, shown, cancel)
            : Refusal.Invalid("HostKeys", "A host key is its type and base64 on one line, as the scan answers it.");
        return outcome.Done();
    }

    private static async Task<Answer<IReadOnlyList<ServerCheck>>> TestAsync(Caller caller, ServerId id, TestServer test, CancellationToken cancel) =>
        (await test.RunAsync(caller.Actor, id, null, cancel)).ShowAll(check => check);

    private static async Task<Answer<IReadOnlyList<RequestView>>> AccessAsync(Caller caller, ServerId id, ShowRequests requests, CancellationToken cancel) =>
        (await requests.OnServerAsync(caller.Actor, id, cancel)).ShowAll(RequestView.Of);

    private static async Task<Answer<IReadOnlyList<ReceiptView>>> DriftAsync(Caller caller, ServerId id, ListServers servers, ShowReceipts receipts, CancellationToken cancel)
    {
        Outcome<IReadOnlyList<Receipt>> found = (await servers.FindAsync(caller.Actor, id, cancel)).IsDone ? await receipts.DriftAsync(caller.Actor, id, cancel) : Refusal.NotFound;
        return found.ShowAll(receipt => ReceiptView.Of(receipt.Content));
    }

    private static async Task<Answer<IReadOnlyList<KeptResidueView>>> ResidueAsync(Caller caller, ServerId id, ListServers servers, ShowResidue residue, CancellationToken cancel)
    {
        Outcome<IReadOnlyList<ResidueRow>> found = (await servers.FindAsync(caller.Actor, id, cancel)).IsDone ? await residue.OfServerAsync(caller.Actor, id, cancel) : Refusal.NotFound;
        return found.ShowAll(KeptResidueView.Of);
    }
}

/// <summary>A server.</summary>
/// <param name="Id">The id.</param>
/// <param name="IntegrationId">The integration it came from.</param>
/// <param name="Name">The name.</param>
/// <param name="ResourceGroup">Azure's resource group.</param>
/// <param name="Region">Azure's region.</param>
/// <param name="Tags">Tags.</param>
/// <param name="Host">Address or name.</param>
/// <param name="Port">SSH's port.</param>
/// <param name="LoginUser">The user the connector logs in as; null for the integration's.</param>
/// <param name="JumpServerId">The server through which it is reached; null when it is reached directly.</param>
/// <param name="PowerState">As the source tells it.</param>
/// <param name="Health">Its state.</param>
/// <param name="Failure">Why the last contact failed.</param>
/// <param name="FailureText">What was said when it failed, or why it has no address.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="HostKeys">The accepted host keys.</param>
/// <param name="OfferedHostKeys">Host keys that it showed and that wait to be accepted.</param>
/// <param name="HostKeysAcceptedAt">When they were accepted.</param>
/// <param name="IsSpot">True for a spot VM: Azure may take its hardware away at any time.</param>
/// <param name="HostKeysHow">Accepted by hand, or vouched for by the cloud.</param>
/// <param name="VouchedHostKeys">The host keys that the cloud last vouched for.</param>
/// <param name="IsVouchedDifferent">True when an accepted key is none of those: the alarm.</param>
/// <param name="LastSeenAt">When a discovery last saw it.</param>
/// <param name="NotSeenReason">Why the last discovery did not see it; null when it did.</param>
/// <param name="LastContactAt">When the last contact that went well ended.</param>
/// <param name="OpenSshVersion">Its OpenSSH version.</param>
/// <param name="ClockOffsetSeconds">Its clock less JitSsh's.</param>
/// <param name="ClockWarning">What is wrong with its clock and what to do; null when nothing is.</param>
/// <param name="Timer">What ends access on it by itself: systemd, cron, sleeper or none; null before it said.</param>
/// <param name="ArmedUntil">The next second for which that is armed.</param>
/// <param name="NextReconcileAt">When JitSsh next works on it; null when nothing is to do.</param>
/// <param name="KeyNote">That it takes only an earlier key than the one in the store; null when it takes the key.</param>
internal sealed record ServerView(
    ServerId Id, IntegrationId IntegrationId, string Name, string? ResourceGroup, string? Region, IReadOnlyDictionary<string, string> Tags, string? Host, int Port,
    string? LoginUser, ServerId? JumpServerId, string? PowerState, ServerHealth Health, ShellFailure? Failure, string? FailureText, string? Advice, IReadOnlyList<HostKeyView> HostKeys,
    IReadOnlyList<HostKeyView> OfferedHostKeys, DateTimeOffset? HostKeysAcceptedAt, HostKeyTrust? HostKeysHow, IReadOnlyList<HostKeyView> VouchedHostKeys, bool IsVouchedDifferent,
    bool IsSpot, DateTimeOffset LastSeenAt, string? NotSeenReason, DateTimeOffset? LastContactAt, string? OpenSshVersion,
    long ClockOffsetSeconds, string? ClockWarning, string? Timer, DateTimeOffset? ArmedUntil, DateTimeOffset? NextReconcileAt, string? KeyNote)
{
    public static ServerView Of(Server s) => new(
        s.Id, s.IntegrationId, s.Name, s.ResourceGroup, s.Region, s.Tags, s.Host, s.Port,
        s.LoginUser, s.JumpServerId, s.PowerState, s.Health, s.Failure, s.FailureText ?? s.AddressProblem, s.Failure is { } failure ? ShellFailureAdvice.For(failure) : null, Keys(s.HostKeys),
        Keys(s.OfferedHostKeys), s.HostKeysAcceptedAt, s.HostKeysHow, Keys(s.VouchedHostKeys), s.IsVouchedDifferent,
        s.IsSpot, s.LastSeenAt, s.NotSeenReason, s.LastContactAt, s.OpenSshVersion,
        Seconds.Write(s.ClockOffset), ServerClock.Problem(s.ClockOffset) is { } clock ? $"{clock} {ServerClock.Advice}" : null, s.Timer, s.ArmedUntil, s.NextReconcileAt, s.KeyNote);

    private static IReadOnlyList<HostKeyView> Keys(string? lines) => [.. HostKey.ReadLines(lines).Select(HostKeyView.Of)];
}

/// <summary>A host key.</summary>
/// <param name="Line">Type and base64: what to send back to accept it.</param>
/// <param name="Type">For example <c>ssh-ed25519</c>.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -lf</c> prints it on the server, to compare with.</param>
internal sealed record HostKeyView(string Line, string Type, string Fingerprint)
{
    public static HostKeyView Of(HostKey key) => new(key.Line, key.Type, key.Fingerprint);
}

/// <summary>Host keys to accept.</summary>
internal sealed record HostKeysBody
{
    /// <summary>All the lines that the scan answered, after comparing their fingerprints.</summary>
    public required IReadOnlyList<string> HostKeys { get; init; }
}
