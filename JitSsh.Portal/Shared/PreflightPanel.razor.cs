using JitSsh.Core.Common;
using JitSsh.Core.Requests;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>A server to look at.</summary>
/// <param name="Id">The server.</param>
/// <param name="Name">Its name.</param>
public sealed record PreflightServer(ServerId Id, string Name);

/// <summary>
/// Whether access would work, looked at on the servers themselves while the page goes on. The first few are looked at by themselves, the others when
/// somebody wants it; a few at a time.
/// </summary>
public sealed partial class PreflightPanel : IDisposable
{
    /// <summary>So many are looked at without being asked for.</summary>
    public const int ByItself = 3;

    private const int AtOnce = 4;

    private readonly Dictionary<ServerId, (ServerPreflight? Preflight, string? Sentence)> found = [];
    private readonly string headingId = $"preflight-{Guid.NewGuid():N}";
    private CancellationTokenSource? looking;
    private string? asked;
    private int wanted;

    /// <summary>The servers.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<PreflightServer> Servers { get; set; } = [];

    /// <summary>What else the answer depends on, for example the groups asked for: another text is looked at anew.</summary>
    [Parameter]
    public string About { get; set; } = "";

    /// <summary>How many are looked at without being asked for.</summary>
    [Parameter]
    public int First { get; set; } = ByItself;

    /// <summary>Looks at one.</summary>
    [Parameter, EditorRequired]
    public Func<ServerId, CancellationToken, Task<Outcome<ServerPreflight>>> Look { get; set; } = null!;

    [Inject]
    private ILogger<PreflightPanel> Log { get; set; } = null!;

    private IEnumerable<PreflightServer> Shown => Servers.Take(wanted);

    private int Waiting => Math.Max(0, Servers.Count - wanted);

    private string StatusText
    {
        get
        {
            var looks = Shown.Select(s => found.TryGetValue(s.Id, out var look) ? look : ((ServerPreflight?, string?)?)null).ToList();
            var done = looks.OfType<(ServerPreflight? Preflight, string? Sentence)>().ToList();
            return looks.Count == 0 ? ""
                : done.Count < looks.Count ? $"Looking: {done.Count} of {looks.Count}"
                : done.Count(l => l.Preflight?.Verdict is PreflightVerdict.Works or PreflightVerdict.WorksWithWarnings) is var works && works == looks.Count ? "Yes."
                : $"On {works} of {looks.Count}.";
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        looking?.Cancel();
        looking?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var question = $"{About}|{string.Join(',', Servers.Select(s => s.Id))}";
        if (question == asked)
        {
            return;
        }

        // Another question about other groups makes what was found worthless; another server alone does not.
        if (asked?.Split('|')[0] != About)
        {
            found.Clear();
        }

        asked = question;
        wanted = Math.Min(Servers.Count, Math.Max(First, Servers.TakeWhile(s => found.ContainsKey(s.Id)).Count()));
        looking?.Cancel();
        looking?.Dispose();
        looking = new();
        _ = LookAsync(looking.Token);
    }

    private Task LookAtAllAsync()
    {
        wanted = Servers.Count;
        return LookAsync(looking!.Token);
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(AtOnce);
        try
        {
            await Task.WhenAll(Shown.Where(s => !found.ContainsKey(s.Id)).ToList().Select(async server =>
            {
                await places.WaitAsync(cancel);
                try
                {
                    found[server.Id] = await OneAsync(server, cancel);
                    StateHasChanged();
                }
                finally
                {
                    places.Release();
                }
            }));
        }
        catch (OperationCanceledException)
        {
            // Something else is asked by now, or the page was left.
        }
    }

    private async Task<(ServerPreflight?, string?)> OneAsync(PreflightServer server, CancellationToken cancel)
    {
        try
        {
            var outcome = await Look(server.Id, cancel);
            return outcome.IsDone ? (outcome.Value, null) : (null, outcome.Sentence);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The request can be sent all the same; this is a courtesy.
            LookFailed(Log, server.Id.Value, exception);
            return (null, "Something unexpected happened in the portal; its log has the details.");
        }
    }

    [LoggerMessage(201, LogLevel.Error, "Server {Server}: the look before a request failed")]
    private static partial void LookFailed(ILogger logger, Guid server, Exception exception);
}
