using JitSsh.Core.Common;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>
/// A page, or a part of one, that reads a snapshot and reads it again whenever it hears of a change that concerns it, and whenever its parameters
/// (and with them the address) are set. A derived class that overrides a lifecycle method calls its base.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    /// <summary>Changes that come in a bunch cause one reading.</summary>
    private static readonly TimeSpan Bunch = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource closed = new();
    private readonly CancellationToken closing;
    private readonly SemaphoreSlim reading = new(1);
    private IDisposable? subscription;
    private bool isDue;

    /// <summary>For derived pages.</summary>
    protected LivePage() => closing = closed.Token;

    /// <summary>Who looks at the page, loaded anew before each reading; never null within <see cref="ReadAsync"/>.</summary>
    protected Actor? Actor { get; private set; }

    /// <summary>True after the first reading.</summary>
    protected bool HasRead { get; private set; }

    [Inject]
    private ChangeFeed Changes { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>The clock.</summary>
    [Inject]
    protected TimeProvider Clock { get; set; } = null!;

    /// <summary>Reads what the page shows. It is never run twice at the same time.</summary>
    /// <param name="cancel">Cancelled when the page is closed.</param>
    protected abstract Task ReadAsync(CancellationToken cancel);

    /// <summary>Whether this change is a reason to read again.</summary>
    protected virtual bool Concerns(Change change) => false;

    /// <summary>Reads again now, after an operation of this page's own.</summary>
    protected async Task RereadAsync()
    {
        try
        {
            await reading.WaitAsync(closing);
            try
            {
                await ReadForActorAsync();
            }
            finally
            {
                reading.Release();
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return;
        }

        StateHasChanged();
    }

    /// <summary>The actor as they are at this moment, for an operation; null, and on the way to sign in, when they may not act any more.</summary>
    protected async Task<Actor?> ActorNowAsync()
    {
        Actor = await Current.GetAsync();
        if (Actor is null)
        {
            // Deactivated in the meantime, or the session is over: nothing of this page is theirs to see any more.
            Current.SendToSignIn(Navigation);
        }

        return Actor;
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => subscription = Changes.Subscribe(change => _ = InvokeAsync(() => HearAsync(change)));

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => RereadAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        subscription?.Dispose();
        await closed.CancelAsync();
        closed.Dispose();
    }

    private async Task ReadForActorAsync()
    {
        if (await ActorNowAsync() is null)
        {
            return;
        }

        closing.ThrowIfCancellationRequested();
        await ReadAsync(closing);
        HasRead = true;
    }

    private async Task HearAsync(Change change)
    {
        try
        {
            if (closing.IsCancellationRequested || isDue || !(IsAboutViewer(change) || Concerns(change)))
            {
                return;
            }

            isDue = true;
            await Task.Delay(Bunch, Clock, closing);
            isDue = false;
            await RereadAsync();
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The page was closed while it waited.
        }
        catch (Exception e)
        {
            // Nobody awaits this: it goes to the page's error boundary, as if the page itself had failed.
            await DispatchExceptionAsync(e);
        }
    }

    private bool IsAboutViewer(Change change) =>
        change.Of == ChangeOf.People && Actor?.Id is { } viewer && (change.Id == Guid.Empty || change.Id == viewer.Value);
}
