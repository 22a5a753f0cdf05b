using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Servers;

/// <summary>One server: what it is, whether JitSsh can work on it, its host keys, and who is on it and why.</summary>
public sealed partial class ServerPage
{
    private Server? server;
    private string? integrationName;

    /// <summary>The server's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private ListServers Servers { get; set; } = null!;

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    private string ClockText =>
        // The server tells whole seconds, and telling takes a moment.
        server!.ClockOffset.Duration() < TimeSpan.FromSeconds(2) ? "right"
        : $"{Durations.Words(server.ClockOffset.Duration())} {(server.ClockOffset > TimeSpan.Zero ? "ahead" : "behind")}";

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Server && (change.Id == Guid.Empty || change.Id == server?.Id.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        server = TypedId.TryParse<ServerId>(Id, out var id) && await Servers.FindAsync(Actor!, id, cancel) is { IsDone: true, Value: var found } ? found : null;
        integrationName = server is not null && await Integrations.FindAsync(Actor!, server.IntegrationId, cancel) is { IsDone: true, Value: var integration } ? integration.Name : null;
    }
}
