using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Servers;

/// <summary>Looks at the server now, and shows what was found and what to do.</summary>
public sealed partial class ServerCheckNow : IDisposable
{
    private readonly CancellationTokenSource closed = new();
    private IReadOnlyList<ServerCheck>? checks;
    private IReadOnlyList<Problem> problems = [];
    private bool isChecking;

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public Server Server { get; set; } = null!;

    [Inject]
    private TestServer Test { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string StatusText =>
        isChecking ? "Checking …"
        : checks is null ? ""
        : checks.Count(c => c.Result == "fail") is > 0 and var fails ? (fails == 1 ? "1 check fails." : $"{fails} checks fail.")
        : checks.Count(c => c.Result == "warn") is > 0 and var warns ? $"It will work, with {(warns == 1 ? "1 warning" : $"{warns} warnings")}."
        : "All is fine.";

    /// <inheritdoc/>
    public void Dispose()
    {
        closed.Cancel();
        closed.Dispose();
    }

    private async Task CheckAsync()
    {
        if (await Current.GetAsync() is not { } actor)
        {
            return;
        }

        (isChecking, checks, problems) = (true, null, []);
        StateHasChanged();
        try
        {
            var outcome = await Test.RunAsync(actor, Server.Id, cancel: closed.Token);
            checks = outcome.IsDone ? outcome.Value : null;
            problems = outcome.Problems;
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            isChecking = false;
        }
    }
}
