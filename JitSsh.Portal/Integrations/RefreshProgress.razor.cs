using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations;

/// <summary>How far a discovery is that runs now. Of one that runs in another process nothing is known here, and nothing is shown.</summary>
public sealed partial class RefreshProgress
{
    private DiscoveryProgress? progress;

    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public IntegrationId Integration { get; set; }

    [Inject]
    private SyncProgress Progress { get; set; } = null!;

    private string FoundText => progress is null or { ScopesTotal: 0 } ? ""
        : $"{progress.ScopesDone} of {progress.ScopesTotal} {(progress.ScopesTotal == 1 ? "subscription" : "subscriptions")}, {progress.ServersFound} {(progress.ServersFound == 1 ? "server" : "servers")} so far.";

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Integration && change.Id == Integration.Value;

    /// <inheritdoc/>
    protected override Task ReadAsync(CancellationToken cancel)
    {
        progress = Progress.Of(Actor!, Integration);
        return Task.CompletedTask;
    }
}
