using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
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
        integrations.MapPost("/{id:guid}/disable", (Caller caller, IntegrationId id, ChangeIntegration change, CancellationToken cancel) => SwitchAsync(caller, id, true, change, cancel))
            .WithSummary("Disables an integration: no discovery, no new requests; open access runs to its end.").Refuses(404);
        integrations.MapPost("/{id:guid}/enable", (Caller caller, IntegrationId id, ChangeIntegration change, CancellationToken cancel) => SwitchAsync(caller, id, false, change, cancel))
            .WithSummary("Enables an integration again.").Refuses(404);
        integrations.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Deletes an integration with its servers; 409 while somebody has access to them.").Refuses(404, 409);
    }

    private static async Task<Answer<PreviewView>> PreviewAsync(Caller caller, PreviewBody body, PreviewDiscovery preview, CancellationToken cancel) =>
        (await preview.RunAsync(caller.Actor, body.Source, body.SourceSecret, null, cancel)).Show(PreviewView.Of);

    private static async Task<Answer<SecretTrialResult>> TestSecretAsync(Caller caller, SecretTrial body, TestSecret test, CancellationToken cancel) =>
        (await test.RunAsync(caller.Actor, body, cancel)).Show(r => r);

    private static async Task<Made<IntegrationId>> ConnectAsync(Caller caller, IntegrationInput body, ConnectIntegration connect, CancellationToken cancel) =>
        (await connect.RunAsync(caller.Actor, body, cancel)).Made("/api/v1/integrations");

    private static async Task<Answer<IReadOnlyList<IntegrationView>>> ListAsync(Caller caller, ListIntegrations integrations, CancellationToken cancel) =>
        (await integrations.RunAsync(caller.Actor, cancel)).ShowAll(IntegrationView.Of);

    private static async Task<Answer<IntegrationView>> GetAsync(Caller caller, IntegrationId id, ListIntegrations integrations, CancellationToken cancel)
    {
        // The list also knows the counts, and there are never many.
        var all = await integrations.RunAsync(caller.Actor, cancel);
        Outcome<IntegrationRow> one = all.IsDone && all.Value.FirstOrDefault(r => r.Integration.Id == id) is { } row ? row : Refusal.NotFound;
        return one.Show(IntegrationView.Of);
    }

    private static async Task<Done> ChangeAsync(Caller caller, IntegrationId id, IntegrationInput body, ChangeIntegration change, CancellationToken cancel) =>
        (await change.RunAsync(caller.Actor, id, body, cancel)).Done();

    private static async Task<Done> RefreshAsync(Caller caller, IntegrationId id, ChangeIntegration change, CancellationToken cancel) =>
        (await change.RefreshAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Done> SwitchAsync(Caller caller, IntegrationId id, bool off, ChangeIntegration change, CancellationToken cancel) =>
        (await change.DisableAsync(caller.Actor, id, off, cancel)).Done();

    private static async Task<Done> DeleteAsync(Caller caller, IntegrationId id, ChangeIntegration change, CancellationToken cancel) =>
        (await change.DeleteAsync(caller.Actor, id, cancel)).Done();
}

/// <summary>A source to look at.</summary>
internal sealed record PreviewBody
{
    /// <summary>Where the servers come from; its <c>kind</c> is one of the catalog's.</summary>
    public required SourceSettings Source { get; init; }

    /// <summary>The secret it signs in with (Azure's client secret). Used once, not kept.</summary>
    public string? SourceSecret { get; init; }
}

/// <summary>What a source would find.</summary>
/// <param name="Servers">The servers, by name.</param>
/// <param name="Problems">What kept discovery from seeing all there is, a sentence each.</param>
/// <param name="Notes">What is good to know and not wrong.</param>
/// <param name="IsComplete">True when everything was read.</param>
internal sealed record PreviewView(IReadOnlyList<FoundServerView> Servers, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes, bool IsComplete)
{
    public static PreviewView Of(DiscoveryResult result) =>
        new([.. result.Servers.Select(FoundServerView.Of)], [.. result.Problems.Select(p => p.Sentence)], result.Notes, result.IsComplete);
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
/// <param name="OpenGrants">How many grants on them have not ended.</param>
internal sealed record IntegrationView(
    IntegrationId Id, string Name, SourceSettings Source, bool HasSourceSecret, string Connector, string LoginUser, string LoginKeyStore, string? LoginKeyPlace, string LoginPublicKey, IReadOnlyList<string> LinuxGroups,
    PersonId? OwnerId, string? Message, double KeepDays, HomeDisposal HomeDisposal, ExistingAccounts ExistingAccounts, IntegrationStatus Status, string? StatusReason,
    DateTimeOffset ConnectedAt, DateTimeOffset? LastSyncAt, DateTimeOffset? NextSyncAt, int ServerCount, int OpenGrants)
{
    public static IntegrationView Of(IntegrationRow row)
    {
        var i = row.Integration;
        return new(
            i.Id, i.Name, i.Source, i.SourceSecret is not null, row.ConnectorName, i.LoginUser, i.LoginKey.Store, i.LoginKey is LocalSecretRef ? null : i.LoginKey.ToString(), i.LoginPublicKey, i.LinuxGroups,
            i.OwnerId, i.Message, i.Keep.TotalDays, i.HomeDisposal, i.ExistingAccounts, i.Status, i.StatusReason,
            i.ConnectedAt, i.LastSyncAt, i.NextSyncAt, row.ServerCount, row.OpenGrants);
    }
}
