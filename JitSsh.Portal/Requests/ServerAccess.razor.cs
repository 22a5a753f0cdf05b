using JitSsh.Core.CloudRuns;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>A request on one server: its steps, what goes wrong, time left, and the end.</summary>
public sealed partial class ServerAccess
{
    /// <summary>The request.</summary>
    [Parameter, EditorRequired]
    public RequestRow Row { get; set; } = null!;

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public RequestedAccess Access { get; set; } = null!;

    /// <summary>True when whoever looks may end it, and there is something to end.</summary>
    [Parameter]
    public bool CanEnd { get; set; }

    /// <summary>What changed on the server for it, the newest first.</summary>
    [Parameter]
    public IReadOnlyList<ServerReceipt> Receipts { get; set; } = [];

    /// <summary>What is to be said of a server that is switched off or was started for this request; null when it runs.</summary>
    [Parameter]
    public StoppedServer? Stopped { get; set; }

    /// <summary>Asked to start the server.</summary>
    [Parameter]
    public EventCallback OnStart { get; set; }

    /// <summary>Asked to end it.</summary>
    [Parameter]
    public EventCallback OnEnd { get; set; }

    private static string? After(Grant grant) => grant.State switch
    {
        GrantState.Pending => "The time starts only when it works.",
        GrantState.Ending => "Until then it is not certain that everything was taken back. The server itself lets nobody in after the end, also without JitSsh.",
        _ => null,
    };
}
