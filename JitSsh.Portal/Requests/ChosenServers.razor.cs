using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>The servers chosen, as chips.</summary>
public sealed partial class ChosenServers
{
    /// <summary>Those that can be asked for.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ServerFacts> Servers { get; set; } = [];

    /// <summary>How many more were chosen (by an address, or by an earlier request) that do not exist or may not be asked for; which of the two is not said.</summary>
    [Parameter]
    public int Missing { get; set; }

    /// <summary>Told which one is no longer wanted.</summary>
    [Parameter]
    public EventCallback<ServerId> OnRemove { get; set; }

    /// <summary>Told that the missing ones are no longer wanted.</summary>
    [Parameter]
    public EventCallback OnForget { get; set; }
}
