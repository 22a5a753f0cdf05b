namespace JitSsh.Portal.Shared;

/// <summary>Does something when a person pauses, once, and not for what they typed before that.</summary>
internal sealed class Debounce(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private CancellationTokenSource current = new();
    private bool isDisposed;

    /// <summary>Runs the work after a pause; returns without having run it when this was called again in the meantime, or disposed.</summary>
    public Task RunAsync(Func<CancellationToken, Task> work) => RunAfterAsync(Pause, work);

    /// <summary>Runs the work at once, instead of whatever still waits or runs.</summary>
    public Task RunNowAsync(Func<CancellationToken, Task> work) => RunAfterAsync(TimeSpan.Zero, work);

    /// <summary>What waits is not done any more. A page may stop it itself before it is closed.</summary>
    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            current.Cancel();
            current.Dispose();
        }
    }

    private async Task RunAfterAsync(TimeSpan pause, Func<CancellationToken, Task> work)
    {
        if (isDisposed)
        {
            return;
        }

        var before = current;
        current = new();
        var token = current.Token;
        await before.CancelAsync();
        before.Dispose();
        try
        {
            await Task.Delay(pause, clock, token);
            await work(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Something newer was typed, or the page was closed.
        }
    }
}
