using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Discovery.StaticList;
using JitSsh.Core.Secrets;

namespace JitSsh.Portal.Api;

/// <summary>Connected integrations; for admins.</summary>
internal static class IntegrationsApi
{
    public static void MapIntegrations(this RouteGroupBuilder api)
    {
        var integrations = api.MapGroup("/integrations").WithTags("Integrations").TakesUpTo(ApiLimits.LargeBody);
        integrations.MapPost("/preview", PreviewAsync).WithSummary("Shows what a source would find, before anything is connected.").Refuses(404, 422);
        integrations.MapPost("/", ConnectAsync).WithSummary("Connects an integration; its first discovery starts at once.").Refuses(404, 422);
        integrations.MapPost("/secret-test", TestSecretAsync).WithSummary("Reads a secret from its store once, where the connector runs, and says what it is; never the secret.").Refuses(404, 422);
        integrations.MapGet("/", ListAsync).WithSummary("Lists the connected integrations.").Refuses(404);
        integrations.MapGet("/{id:guid}", GetAsync).WithSummary("Shows an integration.").Refuses(404);
        integrations.MapPut("/{id:guid}", ChangeAsync).WithSummary("Changes an integration; secrets that are left out stay as they are.").Refuses(404, 422);
        integrations.MapPost("/{id:guid}/refresh", RefreshAsync).WithSummary("Makes a discovery due now.").Refuses(404, 409);
        integrations.MapPost("/{id:guid}/disable", DisableAsync)
            .WithSummary("Disables an integration: no discovery, no new requests. Open access runs to its end, or ends now with ?endAccess=true.").Refuses(404, 409);
        integrations.MapPost("/{id:guid}/enable", EnableAsync).WithSummary("Enables an integration again.").Refuses(404, 409);
        integrations.MapDelete("/{id:guid}", DeleteAsync)
            .WithSummary("Deletes an integration with its servers. Access to them is ended first; while servers have not confirmed that, it is there with the status Deleting.").Refuses(404, 409);
        integrations.MapGet("/{id:guid}/deletion", DeletionAsync).WithSummary("Shows what deleting would end, or how far it is.").Refuses(404);
        integrations.MapPost("/{id:guid}/deletion/cancel", CancelDeleteAsync).WithSummary("Stops deleting; what was ended stays ended.").Refuses(404, 409);
        integrations.MapPost("/{id:guid}/deletion/anyway", DeleteAnywayAsync)
            .WithSummary("Deletes although servers have not confirmed the ends; answers what may be left on which server, which the audit log holds too.").Refuses(404, 409);
        integrations.MapPost("/server-list", ReadListAsync).WithSummary("Reads a list of servers (lines, CSV, JSON, an Ansible inventory or an ssh_config) and says what would change.").Refuses(404);
    }

    private static async Task<Answer<PreviewView>> PreviewAsync(Caller caller, PreviewBody body, PreviewDiscovery preview, CancellationToken cancel) =>
        (await preview.RunAsync(caller.Actor, body.ToTrial(), null, cancel)).Show(PreviewView.Of);

    private static async Task<Answer<SecretTrialResult>> TestSecretAsync(Caller caller, SecretTrial body, TestSecret test, CancellationToken cancel) =>
        (await test.RunAsync(caller.Actor, body, cancel)).Show(r => r);

    private static async Task<Made<IntegrationId>> ConnectAsync(Caller caller, IntegrationInput body, ConnectIntegration connect, CancellationToken cancel) =>
        (await connect.RunAsync(caller.Actor, body, cancel)).Made("/api/v1/integrations");

    private static async Task<Answer<IReadOnlyList<IntegrationView>>> ListAsync(Caller caller, ListIntegrations integrations, CancellationToken cancel) =>
        (await integrations.RunAsync(caller.Actor, cancel)).ShowAll(IntegrationView.Of);

    private static async Task<Answer<IntegrationView>> GetAsync(Caller caller, IntegrationId id, ListIntegrations integrations, SyncProgress progress, CancellationToken cancel)
    {
        // The list also knows the counts, and there are never many.
        var all = await integrations.RunAsync(caller.Actor, cancel);
        Outcome<IntegrationRow> one = all.IsDone && all.Value.FirstOrDefault(r => r.Integration.Id == id) is { } row ? row : Refusal.NotFound;
        return one.Show(found => IntegrationView.Of(found) with { Discovery = progress.Of(caller.Actor, id) });
    }

    private static async Task<Done> ChangeAsync(Caller caller, IntegrationId id, IntegrationInput body, ChangeIntegration change, CancellationToken cancel) =>
        (await change.RunAsync(caller.Actor, id, body, cancel)).Done();

    private static async Task<Done> RefreshAsync(Caller caller, IntegrationId id, ChangeIntegration change, CancellationToken cancel) =>
        (await change.RefreshAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Done> DisableAsync(Caller caller, IntegrationId id, bool? endAccess, ChangeIntegration change, CancellationToken cancel) =>
        (await change.DisableAsync(caller.Actor, id, true, endAccess ?? false, cancel)).Done();

    private static async Task<Done> EnableAsync(Caller caller, IntegrationId id, ChangeIntegration change, CancellationToken cancel) =>
        (await change.DisableAsync(caller.Actor, id, false, false, cancel)).Done();

    private static async Task<Answer<DeletedView>> DeleteAsync(Caller caller, IntegrationId id, DeleteIntegration delete, CancellationToken cancel) =>
        (await delete.BeginAsync(caller.Actor, id, cancel)).Show(gone => new DeletedView(gone, []));

    private static async Task<Answer<DeletionView>> DeletionAsync(Caller caller, IntegrationId id, DeleteIntegration delete, CancellationToken cancel) =>
        (await delete.ShowAsync(caller.Actor, id, cancel)).Show(DeletionView.Of);

    private static async Task<Done> CancelDeleteAsync(Caller caller, IntegrationId id, DeleteIntegration delete, CancellationToken cancel) =>
        (await delete.CancelAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Answer<DeletedView>> DeleteAnywayAsync(Caller caller, IntegrationId id, DeleteIntegration delete, CancellationToken cancel) =>
        (await delete.AnywayAsync(caller.Actor, id, cancel)).Show(left => new DeletedView(true, left));

    private static async Task<Answer<ServerListView>> ReadListAsync(Caller caller, ServerListBody body, ReadServerList read, CancellationToken cancel) =>
        (await read.RunAsync(caller.Actor, body.Text, body.Format, body.IntegrationId, cancel)).Show(ServerListView.Of);
}

/// <summary>What became of deleting.</summary>
/// <param name="IsDeleted">True when the integration is gone; false while ends wait for their servers.</param>
/// <param name="MayBeLeft">What may be left on servers that did not confirm, a sentence each.</param>
internal sealed record DeletedView(bool IsDeleted, IReadOnlyList<string> MayBeLeft);

/// <summary>What deleting would end, or how far it is.</summary>
/// <param name="IsDeleting">True when it was begun.</param>
/// <param name="Sentence">What an admin should know.</param>
/// <param name="Total">Grants that it ends.</param>
/// <param name="Ended">Those whose end the server has confirmed.</param>
/// <param name="Open">Those that are left.</param>
internal sealed record DeletionView(bool IsDeleting, string Sentence, int Total, int Ended, IReadOnlyList<OpenAccess> Open)
{
    public static DeletionView Of(Deletion d) => new(d.IsDeleting, d.IsDeleting ? d.Progress : d.Warning, d.Total, d.Ended, d.Open);
}

/// <summary>A list of servers as text.</summary>
internal sealed record ServerListBody
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Its format; left out, it is recognised.</summary>
    public ServerListFormat? Format { get; init; }

    /// <summary>The integration whose list it would take the place of.</summary>
    public IntegrationId? IntegrationId { get; init; }
}

/// <summary>A list of servers that was read. Its servers are what <c>source.servers</c> of an integration takes.</summary>
/// <param name="Format">The format it was read as.</param>
/// <param name="Servers">The servers.</param>
/// <param name="Changes">What would become of each server.</param>
/// <param name="Problems">What could not be read, by line.</param>
/// <param name="Notes">What was left out and is no problem, by line.</param>
internal sealed record ServerListView(
    ServerListFormat Format, IReadOnlyList<SshServerEntry> Servers, IReadOnlyList<ServerChangeView> Changes, IReadOnlyList<StaticServerListProblem> Problems, IReadOnlyList<StaticServerListProblem> Notes)
{
    public static ServerListView Of(ServerListPreview p) =>
        new(p.Reading.Format, p.Reading.Servers, [.. p.Rows.Select(r => new ServerChangeView(r.Change, r.Server.Name))], p.Reading.Problems, p.Reading.Notes);
}

/// <summary>What would become of a server.</summary>
/// <param name="Change">What.</param>
/// <param name="Name">Its name.</param>
internal sealed record ServerChangeView(ServerListChange Change, string Name);

/// <summary>A source to look at.</summary>
internal sealed record PreviewBody
{
    /// <summary>Where the servers come from; its <c>kind</c> is one of the catalog's.</summary>
    public required SourceSettings Source { get; init; }

    /// <summary>The secret it signs in with (Azure's client secret). Used once, not kept.</summary>
    public string? SourceSecret { get; init; }

    /// <summary>The store that the secret is read from, instead of <c>sourceSecret</c>.</summary>
    public SecretRef? SourceSecretFrom { get; init; }

    /// <summary>What the connector signs in to that store with. Used once, not kept.</summary>
    public string? SourceSecretSignIn { get; init; }

    /// <summary>The integration whose stored secret is used where none is given.</summary>
    public IntegrationId? IntegrationId { get; init; }

    public DiscoveryTrial ToTrial() => new() { Source = Source, SourceSecret = SourceSecret, SourceSecretFrom = SourceSecretFrom, SourceSecretSignIn = SourceSecretSignIn, Integration = IntegrationId };
}

/// <summary>What a source would find.</summary>
/// <param name="Servers">The servers, by name.</param>
/// <param name="Problems">What kept discovery from seeing all there is, a sentence each.</param>
/// <param name="Notes">What is good to know and not wrong.</param>
/// <param name="IsComplete">True when everything was read.</param>
/// <param name="Identity">Who JitSsh is to the source, with its object id; null where nobody signs in, or nobody could.</param>
/// <param name="Scopes">What that identity sees in each part of the source, such as a subscription.</param>
internal sealed record PreviewView(
    IReadOnlyList<FoundServerView> Servers, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes, bool IsComplete, string? Identity, IReadOnlyList<PreviewScopeView> Scopes)
{
    public static PreviewView Of(DiscoveryResult result) => new(
        [.. result.Servers.Select(FoundServerView.Of)], [.. result.Problems.Select(p => p.Sentence)], result.Notes, result.IsComplete,
        result.Identity, [.. AccessReport.Of(result).Scopes.Select(PreviewScopeView.Of)]);
}

/// <summary>A part of the source, such as a subscription.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Listed">How many servers would be found.</param>
/// <param name="Windows">How many are not shown since they run Windows.</param>
/// <param name="LeftOut">How many the settings leave out.</param>
/// <param name="MissingPermissions">The permissions that are missing, by name.</param>
internal sealed record PreviewScopeView(string Id, string Name, int Listed, int Windows, int LeftOut, IReadOnlyList<string> MissingPermissions)
{
    public static PreviewScopeView Of(ScopeAccess s) => new(s.Id, s.Name, s.Counts.Listed, s.Counts.Windows, s.Counts.FilteredOut, s.MissingPermissions);
}

/// <summary>A server that was found.</summary>
/// <param name="Name">The name.</param>
/// <param name="ResourceGroup">Azure's resource group.</param>
/// <param name="Region">Azure's region.</param>
/// <param name="Tags">Tags.</param>
/// <param name="Address">Where JitSsh would connect to.</param>
/// <param name="Port">SSH's port.</param>
/// <param name="NoAddressReason">Why there is no address.</param>
/// <param name="PowerState">Whether it is on.</param>
internal sealed record FoundServerView(
    string Name, string? ResourceGroup, string? Region, IReadOnlyDictionary<string, string> Tags, string? Address, int Port, string? NoAddressReason, PowerState PowerState)
{
    public static FoundServerView Of(DiscoveredServer s) => new(s.Name, s.ResourceGroup, s.Region, s.Tags, s.Address, s.Port, s.NoAddressReason, s.PowerState);
}

/// <summary>A connected integration. Its secrets are in no answer; only that there are some.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Source">Where its servers come from.</param>
/// <param name="HasSourceSecret">True when the source signs in with a secret.</param>
/// <param name="Connector">The connector that works on it.</param>
/// <param name="LoginUser">The user the connector logs in as.</param>
/// <param name="LoginKeyStore">The store that user's private key lies in: <c>local</c>, <c>key-vault</c>, <c>vault</c>, <c>file</c> or <c>environment</c>.</param>
/// <param name="LoginKeyPlace">Where in that store; null for the portal's own.</param>
/// <param name="LoginPublicKey">The line that belongs in that user's <c>authorized_keys</c>.</param>
/// <param name="LinuxGroups">The Linux groups that flows may offer; empty means only "Default".</param>
/// <param name="OwnerId">Who looks after it.</param>
/// <param name="Message">What people who connect to its servers are told.</param>
/// <param name="KeepDays">How many days an account is kept locked after its last grant.</param>
/// <param name="HomeDisposal">What then becomes of its home.</param>
/// <param name="ExistingAccounts">What becomes of accounts that are not JitSsh's.</param>
/// <param name="Status">The state.</param>
/// <param name="StatusReason">Why it is in that state.</param>
/// <param name="ConnectedAt">When it was connected.</param>
/// <param name="LastSyncAt">When the last discovery ended.</param>
/// <param name="NextSyncAt">When the next one is due; null while disabled.</param>
/// <param name="ServerCount">How many servers it has.</param>
internal sealed record IntegrationView(
    IntegrationId Id, string Name, SourceSettings Source, bool HasSourceSecret, string Connector, string LoginUser, string LoginKeyStore, string? LoginKeyPlace, string LoginPublicKey, IReadOnlyList<string> LinuxGroups,
    PersonId? OwnerId, string? Message, double KeepDays, HomeDisposal HomeDisposal, ExistingAccounts ExistingAccounts, IntegrationStatus Status, string? StatusReason,
    DateTimeOffset ConnectedAt, DateTimeOffset? LastSyncAt, DateTimeOffset? NextSyncAt, int ServerCount)
{
    /// <summary>How far the discovery is that runs now; null when none runs, and where a list of integrations is shown.</summary>
    public DiscoveryProgress? Discovery { get; init; }

    public static IntegrationView Of(IntegrationRow row)
    {
        var i = row.Integration;
        return new(
            i.Id, i.Name, i.Source, i.SourceSecret is not null, row.ConnectorName, i.LoginUser, i.LoginKey.Store, i.LoginKey is LocalSecretRef ? null : i.LoginKey.ToString(), i.LoginPublicKey, i.LinuxGroups,
            i.OwnerId, i.Message, i.Keep.TotalDays, i.HomeDisposal, i.ExistingAccounts, i.Status, i.StatusReason,
            i.ConnectedAt, i.LastSyncAt, i.NextSyncAt, row.ServerCount);
    }
}
