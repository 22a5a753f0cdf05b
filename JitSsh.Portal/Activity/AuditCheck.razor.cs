using JitSsh.Core.Audit;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Activity;

/// <summary>Checks the chain of the audit log, shows how far it is, and what it found.</summary>
public sealed partial class AuditCheck : IDisposable
{
    private CancellationTokenSource? running;
    private AuditChainProgress? progress;
    private AuditChainReport? report;
    private bool isStopped;

    [Inject]
    private CheckAuditChain Check { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => running?.Cancel();

    private async Task RunAsync()
    {
        if (await Current.GetAsync() is not { } actor)
        {
            return;
        }

        using var source = new CancellationTokenSource();
        (running, progress, report, isStopped) = (source, null, null, false);
        try
        {
            var found = await Check.RunAsync(actor, new Telling(p => _ = InvokeAsync(() => Tell(p))), source.Token);
            report = found.IsDone ? found.Value : null;
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            isStopped = true;
        }
        finally
        {
            running = null;
        }
    }

    private void Tell(AuditChainProgress now)
    {
        progress = now;
        StateHasChanged();
    }

    private sealed class Telling(Action<AuditChainProgress> tell) : IProgress<AuditChainProgress>
    {
        public void Report(AuditChainProgress value) => tell(value);
    }
}
