using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Test;

/// <summary>The test of many servers, live: host keys to compare and accept, checks, and at the end how many are ready.</summary>
public sealed partial class ServersTest : IDisposable
{
    private const int Take = 50;

    // Thousands of small changes become a few renderings.
    private static readonly TimeSpan Bunch = TimeSpan.FromMilliseconds(200);

    private TestRun run = null!;
    private string show = "";
    private int skip;
    private bool isRenderDue;
    private bool isClosed;

    /// <summary>The servers, by name.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Server> Servers { get; set; } = [];

    /// <summary>The integration they are of.</summary>
    [Parameter, EditorRequired]
    public IntegrationId IntegrationId { get; set; }

    /// <summary>What discovery had to say; null for nothing.</summary>
    [Parameter]
    public string? Note { get; set; }

    [Inject]
    private HostKeys HostKeys { get; set; } = null!;

    [Inject]
    private TestServer Test { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private ILogger<ServersTest> Log { get; set; } = null!;

    private IReadOnlyList<ServerRun> Filtered => Enum.TryParse<ServerPhase>(show, out var phase) ? [.. run.Servers.Where(s => s.Phase == phase)] : run.Servers;

    private IReadOnlyList<ServerRun> PageShown => [.. Filtered.Skip(skip).Take(Take)];

    /// <summary>Those of this page only: nobody accepts a fingerprint that was not on the screen.</summary>
    private IReadOnlyList<ServerRun> ToAccept => [.. PageShown.Where(s => s.Phase == ServerPhase.HostKeysToAccept)];

    private string AcceptAllText => ToAccept.Count == 1 ? "Accept the one shown" : $"Accept all {ToAccept.Count} shown";

    private bool IsAllReady => run.Count(ServerPhase.Ready) == run.Servers.Count;

    private string Headline => TestWords.Headline(run);

    /// <inheritdoc/>
    public void Dispose()
    {
        isClosed = true;
        run?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        run = new(HostKeys, Test, Current.GetAsync, RenderSoon, (server, exception) => TestLog.Unexpected(Log, server.Value, exception));
        _ = GuardAsync(() => run.StartAsync(Servers));
    }

    private Task AcceptAllAsync() => run.AcceptAsync(ToAccept);

    private void Filter(ChangeEventArgs e) => (show, skip) = (e.Value as string ?? "", 0);

    private void RenderSoon()
    {
        if (!isRenderDue && !isClosed)
        {
            isRenderDue = true;
            _ = GuardAsync(RenderAsync);
        }
    }

    private async Task RenderAsync()
    {
        await Task.Delay(Bunch, Time);
        isRenderDue = false;
        if (!isClosed)
        {
            StateHasChanged();
        }
    }

    // Nobody awaits these: what they throw goes to the page's error boundary.
    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
