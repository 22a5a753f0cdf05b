using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Connect;

/// <summary>Where one is in the wizard, and the way back to the steps that were done.</summary>
public sealed partial class StepList
{
    /// <summary>The step shown.</summary>
    [Parameter, EditorRequired]
    public ConnectStep Current { get; set; }

    /// <summary>The furthest step that may be opened.</summary>
    [Parameter, EditorRequired]
    public ConnectStep Reached { get; set; }

    /// <summary>True once it is connected: then there is no way back.</summary>
    [Parameter]
    public bool IsLocked { get; set; }

    /// <summary>The address of a step.</summary>
    [Parameter, EditorRequired]
    public Func<ConnectStep, string> AddressOf { get; set; } = null!;
}
