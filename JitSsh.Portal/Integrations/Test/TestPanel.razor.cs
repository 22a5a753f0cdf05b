using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Test;

/// <summary>Waits for the discovery of an integration, live, and then tests its servers.</summary>
public sealed partial class TestPanel
{
    private Integration? integration;
    private IReadOnlyList<Server>? servers;
    private IReadOnlyList<Problem> problems = [];
    private DateTimeOffset? askedAt;
    private bool isRefused;

    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public IntegrationId IntegrationId { get; set; }

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    [Inject]
    private ListServers List { get; set; } = null!;

    [Inject]
    private ChangeIntegration Change { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool IsWaiting =>
        integration is { IsDisabled: false }
        && (integration.Status is IntegrationStatus.Initializing or IntegrationStatus.Refreshing || (askedAt is { } asked && !(integration.LastSyncAt >= asked)));

    /// <summary>What went wrong although servers were found.</summary>
    private string? Note => integration?.Status is IntegrationStatus.Warning or IntegrationStatus.Error ? integration.StatusReason : null;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) =>
        servers is null && change.Of == ChangeOf.Integration && (change.Id == Guid.Empty || change.Id == IntegrationId.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        if (servers is not null)
        {
            return; // The test has its own list; what a later discovery finds is for the next test.
        }

        var found = await Integrations.FindAsync(Actor!, IntegrationId, cancel);
        isRefused = !found.IsDone;
        integration = found.IsDone ? found.Value : null;
        if (integration is not null && !IsWaiting && await List.OfIntegrationAsync(Actor!, IntegrationId, cancel) is { IsDone: true, Value: { Count: > 0 } all })
        {
            servers = [.. all.Where(s => s.IsSeen)];
        }
    }

    private async Task LookAgainAsync()
    {
        askedAt = Time.GetUtcNow();
        var outcome = await Change.RefreshAsync(Actor!, IntegrationId);
        problems = outcome.Problems;
        if (!outcome.IsDone)
        {
            askedAt = null;
        }

        await RereadAsync();
    }
}
