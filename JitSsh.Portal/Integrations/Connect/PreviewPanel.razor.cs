using JitSsh.Core.Discovery;
using JitSsh.Portal.Integrations.Form;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Connect;

/// <summary>What discovery would find, before anything is connected.</summary>
public sealed partial class PreviewPanel
{
    private const int Take = 25;

    private DiscoveryResult? shown;
    private int skip;

    /// <summary>The preview.</summary>
    [Parameter, EditorRequired]
    public PreviewRun Run { get; set; } = null!;

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>Asks for a preview.</summary>
    [Parameter]
    public EventCallback OnPreview { get; set; }

    private int Total => Math.Max(1, Run.Progress?.ScopesTotal ?? 1);

    private int Done => Run.Progress?.ScopesDone ?? 0;

    private string StatusText =>
        Run.IsRunning ? Run.Progress?.Sentence ?? "Asking …"
        : Run.Problems.Count > 0 ? string.Join(' ', Run.Problems.Select(p => p.Sentence))
        : Run.Result is not { } result ? "Shows what would be found. Nothing is connected by it."
        : Found(result);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (shown != Run.Result)
        {
            (shown, skip) = (Run.Result, 0);
        }
    }

    private static string Found(DiscoveryResult result)
    {
        if (result is { Servers.Count: 0, Problems.Count: > 0 })
        {
            return "Nothing could be found:";
        }

        var servers = result.Servers.Count == 1 ? "1 server would be found" : $"{result.Servers.Count} servers would be found";
        return result.Counts.WithoutAddress == 0 ? $"{servers}." : $"{servers}; {result.Counts.WithoutAddress} of them have no address at the moment.";
    }

    private static string Missing(ScopeAccess scope) =>
        scope.MissingPermissions.Count > 0 ? string.Join(", ", scope.MissingPermissions)
        : scope.Problems.Count > 0 ? "not known: see above"
        : "none";

    private static string PowerOf(DiscoveredServer server) =>
        (server.PowerState == PowerState.Unknown ? "–" : server.PowerState.ToString()) + (server.IsSpot ? ", spot" : "");

    private static string AddressOf(DiscoveredServer server) =>
        server.Address is not { } host ? server.NoAddressReason ?? "–"
        : host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{server.Port}"
        : $"{host}:{server.Port}";
}
