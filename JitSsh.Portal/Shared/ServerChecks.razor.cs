using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>The checks of a server: what was looked at, what was found, and what to do.</summary>
public sealed partial class ServerChecks
{
    /// <summary>The checks.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ServerCheck> Checks { get; set; } = [];

    /// <summary>Of which server.</summary>
    [Parameter]
    public string Label { get; set; } = "Checks";

    private static BadgeLook LookOf(ServerCheck check) => check.Result switch
    {
        "ok" => new("OK", Tone.Good),
        "warn" => new("Warning", Tone.Warning),
        "wait" => new("Waits", Tone.Waiting),
        _ => new("Fails", Tone.Bad),
    };
}
