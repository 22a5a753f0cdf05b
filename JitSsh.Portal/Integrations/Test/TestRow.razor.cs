using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Test;

/// <summary>One server of a test: how far it is, its host keys while they wait, and what was found.</summary>
public sealed partial class TestRow
{
    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public ServerRun Run { get; set; } = null!;

    /// <summary>Accepts the host keys shown here.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnAccept { get; set; }
}
